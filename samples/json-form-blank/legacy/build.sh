#!/bin/sh
set -e

docker build -t acme/blank:build -f Dockerfile.build .
docker create --name blank acme/blank:build
docker cp "blank:/out/my app" .
docker rm blank
docker build -t acme/blank:latest .
rm "my app"
