#!/bin/sh
set -e

docker build -t acme/welcome:build -f Dockerfile.build .
docker create --name welcome acme/welcome:build
docker cp welcome:/out/app app
docker rm welcome
docker build -t acme/welcome .
rm app
