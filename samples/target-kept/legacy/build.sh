#!/bin/sh
set -e

docker build --target compile -t acme/anvil:build -f Dockerfile.build .
docker create --name anvil acme/anvil:build
docker cp anvil:/src/anvil .
docker rm anvil

docker build --target plain -t acme/anvil:latest .
rm anvil
