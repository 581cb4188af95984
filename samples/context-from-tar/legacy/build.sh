#!/bin/sh
set -e

docker build -t acme/mill:build -f Dockerfile.build .
docker create --name mill acme/mill:build
docker cp mill:/src/mill mill
docker rm mill

tar -czf - Dockerfile mill etc | docker build -t acme/mill -
rm mill
