#!/bin/sh
# usage: build.sh [VERSION]
set -e

if [ -z "$1" ]; then
  echo "Building the version in the source"
  docker build -t acme/chime:build -f Dockerfile.build .
else
  echo "Building version $1"
  docker build --build-arg VERSION="$1" -t acme/chime:build -f Dockerfile.build .
fi

docker create --name chime acme/chime:build
docker cp chime:/src/chime .
docker rm chime

docker build -t acme/chime:latest .
rm chime
