#!/bin/sh
set -e

docker build -t acme/optics:build -f Dockerfile.build .
docker create --name optics acme/optics:build
mkdir -p bin
docker cp optics:/src/lens .
docker cp optics:/src/prism bin/prism
docker rm optics

sha256sum lens bin/prism
