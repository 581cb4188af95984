#!/bin/sh
set -e

docker build -t acme/report:build -f Dockerfile.build .
docker create --name report acme/report:build
docker cp report:/src/report report
docker rm report
docker build -t acme/report:debug .
rm report
