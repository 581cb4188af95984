#!/bin/sh
set -e

docker build -t acme/beacon:build -f Dockerfile.build .

rm -rf stage
mkdir stage
docker create --name beacon acme/beacon:build
docker cp beacon:/out/beacon stage/
docker rm beacon
cp beacon.yml stage/

docker build -t acme/beacon:latest -f Dockerfile stage
rm -rf stage
