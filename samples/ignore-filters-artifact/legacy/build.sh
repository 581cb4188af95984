#!/bin/sh
set -e

docker build -t acme/maps:build -f Dockerfile.build .
docker create --name maps acme/maps:build
docker cp maps:/app/dist/. dist
docker rm maps
docker build -t acme/maps:latest .
rm -r dist
