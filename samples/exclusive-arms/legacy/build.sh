#!/bin/sh
# usage: build.sh [arm]
set -e

case "$1" in
  arm)
    docker build -t acme/meter:build -f Dockerfile.build.arm .
    docker create --name meter acme/meter:build
    docker cp meter:/out/meter .
    docker rm meter
    docker build -t acme/meter:arm .
    ;;
  *)
    docker build -t acme/meter:build -f Dockerfile.build.x86 .
    docker create --name meter acme/meter:build
    docker cp meter:/out/x86/meter .
    docker rm meter
    docker build -t acme/meter:latest .
    ;;
esac
rm meter
