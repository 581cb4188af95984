#!/bin/bash
set -eo pipefail

docker build -t docs:build -f Dockerfile.build .
docker create --name docs docs:build
mkdir -p html
docker cp docs:/docs/site - | tar -x -C html --strip-components=1
docker rm docs
docker build -t docs .
