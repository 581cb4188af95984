#!/bin/sh
set -e

docker build -t status-page:build -f Dockerfile.build .
rm -rf public
mkdir public
docker run --rm status-page:build tar cC dist . | tar xC public
docker build -t status-page:latest .
