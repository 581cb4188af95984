#!/bin/sh
set -e

docker build -t acme/stork:build -f Dockerfile.build .
docker create --name stork acme/stork:build
docker cp stork:/app/dist dist
docker rm stork
rm -rf dist/draft
docker build -t acme/stork:latest .
rm -r dist
