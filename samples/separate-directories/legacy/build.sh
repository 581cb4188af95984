#!/bin/bash
set -e
cd "$(dirname "${BASH_SOURCE[0]}")"

docker build -t acme/quoted:build -f builder/Dockerfile .
docker create --name quoted acme/quoted:build
docker cp quoted:/src/quoted docker/quoted
docker rm quoted
docker build -t acme/quoted docker
rm docker/quoted
