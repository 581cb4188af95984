#!/bin/sh
set -e

docker build -t acme/sieve:build -f Dockerfile.build .
docker create --name sieve acme/sieve:build
docker cp sieve:/go/bin/sieve .
docker rm sieve
docker build -t acme/sieve:3.4 --build-arg BASE=alpine:3.4 .
rm sieve
