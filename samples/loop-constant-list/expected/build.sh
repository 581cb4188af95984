#!/bin/bash
set -euo pipefail
cd "$(dirname "$0")"

for service in billing orders; do
  echo "Building $service"
  docker build -t "acme/$service:latest" "services/$service"
done
