#!/bin/sh
set -e

docker build -t acme/crane:build -f Dockerfile.build .
docker create --name crane acme/crane:build
docker cp crane:/app/dist dist
docker rm crane
rm -f dist/*.map
docker build -t acme/crane:latest .
rm -r dist
