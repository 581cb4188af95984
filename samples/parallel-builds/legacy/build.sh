#!/bin/bash
set -e

for arch in amd64 arm64; do
  (
    docker build --build-arg GOARCH="$arch" -t "acme/pawl:build-$arch" -f Dockerfile.build .
    docker create --name "pawl-$arch" "acme/pawl:build-$arch"
    docker cp "pawl-$arch:/src/pawl" .
    docker rm "pawl-$arch"
    docker build -t "acme/pawl:$arch" .
  ) &
done
wait
rm pawl
