#!/bin/sh
set -e

docker build --target export -f Dockerfile.build --output . .
