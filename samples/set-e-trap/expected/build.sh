#!/bin/sh
set -eu

docker build -t acme/feed:latest .
echo "acme/feed:latest is ready"
