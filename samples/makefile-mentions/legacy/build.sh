#!/bin/sh
set -e

docker build -t acme/atlas:build -f Dockerfile.build .
docker create --name atlas acme/atlas:build
docker cp atlas:/src/atlas .
docker rm atlas
docker build -t acme/atlas:latest .
rm atlas
