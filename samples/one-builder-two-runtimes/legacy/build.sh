#!/bin/sh
set -e

docker build -t acme/mail-builder -f Dockerfile.build .
docker create --name mail acme/mail-builder
docker cp mail:/out/mail-api .
docker cp mail:/out/mail-worker .
docker rm mail

docker build -t acme/mail-api -f Dockerfile.api .
docker build -t acme/mail-worker -f Dockerfile.worker .
rm mail-api mail-worker
