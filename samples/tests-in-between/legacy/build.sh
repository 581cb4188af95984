#!/bin/sh
set -e

docker build -t acme/abacus:build -f Dockerfile.build .
docker run --rm acme/abacus:build make test
docker create --name abacus acme/abacus:build
docker cp abacus:/src/abacus .
docker rm abacus

docker build -t acme/abacus:latest .
rm abacus
