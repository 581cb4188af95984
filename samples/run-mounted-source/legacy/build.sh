#!/bin/sh
# Compiles with the toolchain image and packs the binary.
set -e

docker run --rm -v "$PWD":/usr/src/hello -w /usr/src/hello gcc:12 gcc -static -o hello hello.c
docker build -t example/hello .
