#!/bin/sh
set -e

docker build -t acme/wren:build -f Dockerfile.build .
docker create --name wren acme/wren:build
docker cp wren:/out/wren wren
docker rm wren
gzip -9 wren
docker build -t acme/wren:latest .
rm wren.gz
