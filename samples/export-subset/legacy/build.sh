#!/bin/sh
set -e
docker build -t gauge:build -f Dockerfile.build .
id=$(docker create gauge:build)
docker export "$id" | tar x opt/gauge
docker rm "$id"
docker build -t gauge .
