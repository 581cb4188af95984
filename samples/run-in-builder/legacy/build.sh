#!/bin/sh
set -e

docker build -t acme/moth:build -f Dockerfile.build .
docker run --name moth acme/moth:build gcc -static -o /moth /src/moth.c
docker cp moth:/moth .
docker rm moth
docker build -t acme/moth:latest .
rm moth
