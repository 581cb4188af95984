#!/bin/sh
set -e

git archive HEAD | docker build -t acme/mill:build -f Dockerfile.build -
docker create --name mill acme/mill:build
docker cp mill:/src/mill mill
docker rm mill
docker build -t acme/mill .
rm mill
