#!/bin/sh
# Compiles with the toolchain image and packs the binary.
set -e

docker build -t example/hello .
