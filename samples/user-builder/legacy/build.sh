#!/bin/bash
set -e

docker build -t acme/blog:build -f Dockerfile.build .
docker create --name blog acme/blog:build
docker cp blog:/home/node/app/dist/. dist
docker cp blog:/home/node/app/version.txt .
docker rm blog
docker build -t acme/blog:latest .
rm -r dist version.txt
