#!/bin/sh
# usage: build.sh [arm]
set -e

case "$1" in
  arm)
    docker build -t acme/meter:arm -f Dockerfile.arm .
    ;;
  *)
    docker build -t acme/meter:latest -f Dockerfile.x86 .
    ;;
esac
