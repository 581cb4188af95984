#!/bin/sh
set -e

docker build -t acme/echo:build -f Dockerfile.build .

docker create --name echo-build acme/echo:build
docker cp echo-build:/out/echo-client .
docker cp echo-build:/out/echo-server .
docker cp echo-build:/out/echo.conf .
docker rm echo-build

docker build -t acme/echo:2 .
rm -f echo-client echo-server echo.conf
