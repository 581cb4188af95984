#!/bin/sh
set -e

docker build -t acme/notes:build -f Dockerfile.build .
docker create --name notes acme/notes:build
docker cp notes:/app/dist/. dist
docker rm notes
docker build -t acme/notes:latest .
rm -r dist
