#!/bin/sh
set -e
docker build -t acme/thermo:build-arm64 -f Dockerfile.build.arm64 .
docker create --name thermo acme/thermo:build-arm64
docker cp thermo:/src/thermo .
docker rm thermo
docker build -t acme/thermo:arm64 .
rm thermo
