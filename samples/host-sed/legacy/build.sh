#!/bin/sh
set -e

docker build -t acme/raven:build -f Dockerfile.build .
docker create --name raven acme/raven:build
docker cp raven:/app/page.html page.html
docker rm raven
sed -i "s/@RELEASE@/$RELEASE/" page.html
docker build -t acme/raven:latest .
rm page.html
