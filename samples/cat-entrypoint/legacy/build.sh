#!/bin/sh
set -e

docker build -t acme/osprey:build -f Dockerfile.build .
mkdir -p out
docker run --rm --entrypoint cat acme/osprey:build /osprey > out/osprey.bin
docker build -t acme/osprey:latest .
rm -r out
