#!/bin/sh
set -e

VERSION="$(git rev-parse --short HEAD 2>/dev/null || echo dev)"

docker build -t acme/clock:build -f Dockerfile.build .
docker create --name clock acme/clock:build
docker cp clock:/src/clock clock
docker rm clock

sed -e "s/@VERSION@/$VERSION/g" -e 's/^FROM .*/FROM alpine:3.4/' Dockerfile.in > Dockerfile
docker build -t "acme/clock:$VERSION" .
rm clock Dockerfile
