#!/bin/sh
set -eu

docker build -t acme/feed:build -f Dockerfile.build .

# Leave nothing behind, whatever happens.
trap 'docker rm -f feed-extract > /dev/null; rm -f feed' EXIT
docker create --name feed-extract acme/feed:build
docker cp feed-extract:/usr/local/bin/feed .

docker build -t acme/feed:latest .
echo "acme/feed:latest is ready"
