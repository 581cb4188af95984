#!/bin/sh
set -e

docker build -t acme/harbour:build -f Dockerfile.build .
id=$(docker create acme/harbour:build)
docker cp "$id":/src/pages pages
docker rm "$id"
