#!/bin/sh
set -e

docker build -t acme/almanac:build -f Dockerfile.build .
VERSION=$(docker run --rm acme/almanac:build ./almanac --version)
docker create --name almanac acme/almanac:build
docker cp almanac:/src/almanac .
docker rm almanac

docker build -t acme/almanac:$VERSION .
rm almanac
