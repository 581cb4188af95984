#!/bin/sh
set -e

docker build --target builder -t acme/almanac:build .
VERSION=$(docker run --rm acme/almanac:build ./almanac --version)

docker build -t acme/almanac:$VERSION .
