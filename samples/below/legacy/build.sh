#!/bin/sh
set -e

docker build -t acme/below:build -f Dockerfile.build .
docker create --name below acme/below:build
docker cp below:/src/dist .
docker rm below
docker build -t acme/below:latest .
rm -rf dist
