#!/bin/sh
set -e

docker build -t acme/stub:build -f Dockerfile.build .
docker create --name stub acme/stub:build
docker cp stub:/src/stub .
docker rm stub
docker build -t acme/stub:latest .