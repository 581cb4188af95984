#!/bin/sh
set -e
docker build -t acme/thermo:build-amd64 -f Dockerfile.build.amd64 .
docker create --name thermo acme/thermo:build-amd64
docker cp thermo:/out/thermo .
docker rm thermo
docker build -t acme/thermo:amd64 .
rm thermo
