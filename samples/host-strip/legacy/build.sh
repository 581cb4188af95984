#!/bin/sh
set -e

docker build -t acme/swift:build -f Dockerfile.build .
docker create --name swift acme/swift:build
docker cp swift:/swift swift
docker rm swift
strip --strip-all swift
mkdir -p bin
mv swift bin/swift
docker build -t acme/swift:latest .
rm -r bin
