#!/bin/sh
set -e

docker build -t acme/tick:build -f Dockerfile.build .
docker create --name tick acme/tick:build
docker cp tick:/src/tick .
docker rm tick
docker build -t acme/tick:latest .
rm tick
