#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"

IMAGE=registry.example.com/tools/clock

docker build -t "$IMAGE:build" -f Dockerfile.build .
docker create --name clock-build "$IMAGE:build" /bin/true
docker cp clock-build:/src/clock clock
docker rm clock-build
docker build -t "$IMAGE" .
rm clock
