#!/bin/sh
set -e
docker build -t desk:build -f Dockerfile.build .
docker create --name desk desk:build
docker cp desk:/o/app.tgz .
docker rm desk
docker build -t desk .
