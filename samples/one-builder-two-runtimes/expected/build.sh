#!/bin/sh
set -e

docker build -t acme/mail-api -f Dockerfile.api .
docker build -t acme/mail-worker -f Dockerfile.worker .
