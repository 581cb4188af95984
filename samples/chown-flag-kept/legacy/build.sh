#!/bin/sh
set -e

docker build -t acme/chat:build -f Dockerfile.build .
docker create --name chat acme/chat:build
docker cp chat:/src/dist/. dist
docker rm chat
docker build -t acme/chat:latest .
rm -r dist
