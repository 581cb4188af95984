#!/bin/sh
set -e
VERSION=1.4

docker build --build-arg VERSION=$VERSION --build-arg CGO_ENABLED=0 -t acme/kettle:build -f Dockerfile.build .
docker create --name kettle acme/kettle:build
docker cp kettle:/src/kettle .
docker rm kettle

docker build -t acme/kettle:$VERSION .
rm kettle
