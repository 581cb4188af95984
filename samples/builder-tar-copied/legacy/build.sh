#!/bin/sh
set -e
docker build -t notes:build -f Dockerfile.build .
docker create --name notes notes:build
docker cp notes:notes.tgz .
docker rm notes
docker build -t notes .
