#!/bin/sh
set -e
export DOCKER_BUILDKIT=1

docker build --target files -o type=local,dest=out -f Dockerfile.build .
docker build -t acme/tide .
rm -r out
