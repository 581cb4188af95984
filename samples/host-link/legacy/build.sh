#!/bin/sh
set -e

docker build -t acme/teal:build -f Dockerfile.build .
docker create --name teal acme/teal:build
docker cp teal:/app/dist dist
docker rm teal
ln -s page.html dist/index.html
docker build -t acme/teal:latest .
rm -r dist
