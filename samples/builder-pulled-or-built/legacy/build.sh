#!/bin/sh
set -e

docker pull acme/spool:build || docker build -t acme/spool:build -f Dockerfile.build .
docker create --name spool acme/spool:build
docker cp spool:/src/spool .
docker rm spool

docker build -t acme/spool:latest .
rm spool
