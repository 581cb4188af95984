#!/bin/sh
set -e

docker build -t acme/gimlet:build -f Dockerfile.build .
docker create --name gimlet acme/gimlet:build
docker cp gimlet:/src/gimlet .
docker rm gimlet

if [ -n "$IMAGE" ]; then
  docker build -t "$IMAGE" .
fi
