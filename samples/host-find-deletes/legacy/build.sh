#!/bin/sh
set -e

docker build -t acme/ibis:build -f Dockerfile.build .
docker create --name ibis acme/ibis:build
docker cp ibis:/app/dist dist
docker rm ibis
find dist -name '*.map' -delete
docker build -t acme/ibis:latest .
rm -r dist
