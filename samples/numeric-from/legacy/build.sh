#!/bin/sh
set -e

docker build -t acme/gate:build -f Dockerfile.build .
docker create --name gate acme/gate:build
docker cp gate:/src/gate gate
docker rm gate
docker build -t acme/gate:latest .
rm gate
