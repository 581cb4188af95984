#!/bin/sh
set -e

if [ -n "$DEBUG" ]; then
  docker build -t acme/tap:build -f Dockerfile.build.debug .
  path=/debug/tap
else
  docker build -t acme/tap:build -f Dockerfile.build .
  path=/tap
fi

docker create --name tap acme/tap:build
docker cp "tap:$path" .
docker rm tap
docker build -t acme/tap:latest .
rm tap
