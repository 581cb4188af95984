#!/bin/sh
set -e

docker build -t acme/finch:build -f Dockerfile.build .
docker create --name finch acme/finch:build
docker cp finch:/finch finch
docker rm finch
upx --best finch
docker build -t acme/finch:latest .
rm finch
