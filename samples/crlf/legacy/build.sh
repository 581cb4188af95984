#!/bin/sh
set -e

docker build -t acme/hail:build -f Dockerfile.build .
docker create --name hail acme/hail:build
docker cp hail:/src/hail ./hail
docker rm hail
docker build -t acme/hail:latest .
rm ./hail
