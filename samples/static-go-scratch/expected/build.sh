#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"

IMAGE=registry.example.com/tools/clock

docker build -t "$IMAGE" .
