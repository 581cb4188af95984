#!/bin/sh
set -e

docker build -t acme/themes:build -f Dockerfile.build .
docker create --name themes acme/themes:build
docker cp themes:/out/bundle themes
docker rm themes
docker build -t acme/themes:latest .
rm -rf themes
