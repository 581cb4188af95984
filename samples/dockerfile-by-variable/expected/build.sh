#!/bin/sh
# usage: ARCH=amd64|arm64 ./build.sh
set -e

if [ "$ARCH" != amd64 ]; then
  echo "Building for $ARCH"
fi

docker build -t "acme/vane:$ARCH" -f "Dockerfile.$ARCH" .
