#!/bin/bash
set -euo pipefail

docker build -t acme/poll:build -f Dockerfile.build .
docker create --name poll acme/poll:build
docker cp poll:/app/dist/. dist
docker rm poll

sed -i "s/@VERSION@/${VERSION:-0.0}/" src/config.js
docker build -t acme/poll:latest .
rm -rf dist
