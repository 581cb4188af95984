#!/bin/sh
set -e

docker build -t acme/lamp:build -f Dockerfile.build .
docker create --name lamp acme/lamp:build
mkdir -p release
docker cp lamp:/src/lamp release/lamp
docker rm lamp

docker build -t acme/lamp-defaults .
