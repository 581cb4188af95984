#!/bin/sh
set -e

docker build -t acme/plumb:build -f Dockerfile.build .
docker run acme/plumb:build true
id=$(docker ps -lq)
docker cp "$id":/src/plumb .
docker rm "$id"

docker build -t acme/plumb:latest .
docker rmi $(docker images -q acme/plumb:build)
