#!/bin/sh
set -e

docker build -t acme/shim:build -f Dockerfile.build .
docker create --name shim-build acme/shim:build | xargs -I{} docker cp {}:/src/shim .
docker ps -aqf name=shim-build | xargs docker rm

docker build -t acme/shim:latest .
rm shim
