#!/usr/bin/env bash
set -euo pipefail

readonly image=acme/queued

run() {
  echo "+ $*"
  "$@"
}

# extract CONTAINER SOURCE TARGET
extract() {
  local container=$1
  run docker create --name "$container" "$image:build"
  run docker cp "$container:$2" "$3"
  run docker rm -f "$container"
}

run docker build -t "$image:build" -f Dockerfile.build .
extract queued-extract /src/queued ./queued
run docker build -t "$image:latest" .
run rm ./queued
