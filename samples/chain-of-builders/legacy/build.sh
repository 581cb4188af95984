#!/bin/sh
set -e

docker build -t acme/pump-tools -f Dockerfile.tools .
docker build -t acme/pump-build -f Dockerfile.build .
docker create --name pump acme/pump-build
docker cp pump:/src/pump .
docker rm pump
docker build -t acme/pump .
rm pump
