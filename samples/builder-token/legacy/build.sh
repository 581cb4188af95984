#!/bin/sh
set -e
NPM_TOKEN=${NPM_TOKEN:-none}

docker build --build-arg NPM_TOKEN="$NPM_TOKEN" -t acme/larder:build -f Dockerfile.build .
docker create --name larder acme/larder:build
docker cp larder:/src/www .
docker rm larder

docker build -t acme/larder:latest .
rm -rf www
