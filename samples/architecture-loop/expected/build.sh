#!/bin/bash
set -e

for arch in amd64 arm64; do
  echo "Building for $arch"
  docker build -t "acme/crank:$arch" --build-arg GOARCH="$arch" .
done
