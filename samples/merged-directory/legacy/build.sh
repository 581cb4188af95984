#!/bin/sh
set -e

docker build -t acme/mixed:build -f Dockerfile.build .
docker create --name mixed acme/mixed:build
docker cp mixed:/src/dist/. html
docker rm mixed
docker build -t acme/mixed:latest .
