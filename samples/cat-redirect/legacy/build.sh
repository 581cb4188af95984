#!/bin/sh
set -e

docker build -t acme/heron:build -f Dockerfile.build .
docker run --rm acme/heron:build cat heron > heron && chmod +x heron
docker build -t acme/heron:latest .
rm heron
