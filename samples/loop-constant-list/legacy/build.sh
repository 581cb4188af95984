#!/bin/bash
set -euo pipefail
cd "$(dirname "$0")"

for service in billing orders; do
  echo "Building $service"
  docker build -t "acme/$service:build" -f "services/$service/Dockerfile.build" "services/$service"
  docker create --name "$service" "acme/$service:build"
  docker cp "$service:/src/service" "services/$service/service"
  docker rm "$service"
  docker build -t "acme/$service:latest" "services/$service"
  rm "services/$service/service"
done
