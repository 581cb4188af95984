#!/bin/bash
set -e

for arch in amd64 arm64; do
  echo "Building for $arch"
  docker build --build-arg GOARCH="$arch" -t "acme/crank:build-$arch" -f Dockerfile.build .
  docker create --name "crank-$arch" "acme/crank:build-$arch"
  docker cp "crank-$arch:/src/crank" .
  docker rm "crank-$arch"
  docker build -t "acme/crank:$arch" .
done
rm crank
