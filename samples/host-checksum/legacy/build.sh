#!/bin/sh
set -e

docker build -t acme/egret:build -f Dockerfile.build .
docker create --name egret acme/egret:build
docker cp egret:/egret egret
docker rm egret
sha256sum egret > egret.sha256
docker build -t acme/egret:latest .
rm egret egret.sha256
