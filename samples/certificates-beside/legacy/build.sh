#!/bin/sh
set -e

docker build -t acme/beacon:build -f Dockerfile.build .
docker create --name beacon acme/beacon:build
docker cp beacon:/src/beacon .
docker cp beacon:/etc/ssl/certs/ca-certificates.crt .
docker rm beacon

docker build -t acme/beacon:latest .
rm beacon ca-certificates.crt
