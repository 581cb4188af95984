#!/bin/sh
set -e

docker build -t acme/relay:build -f Dockerfile.build .
mkdir -p bin
docker create --name relay acme/relay:build
docker cp relay:/out/relay bin/relay
docker rm relay
docker build -t acme/relay:latest .
rm -rf bin
