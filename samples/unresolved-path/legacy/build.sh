#!/bin/sh
# usage: build.sh PATH
set -e

docker build -t acme/tool:build -f Dockerfile.build .
docker create --name tool acme/tool:build
docker cp "tool:$1" tool
docker rm tool
docker build -t acme/tool:latest .
rm tool
