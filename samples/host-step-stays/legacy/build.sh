#!/bin/bash
set -euo pipefail

# The program itself.
docker build -t acme/stamp:build -f Dockerfile.build .
docker create --name stamp acme/stamp:build
docker cp stamp:/src/stamp .
docker rm stamp

# What the image says about itself.
echo "${VERSION:-unknown}" > version.txt
docker build -t acme/stamp:latest .
rm stamp version.txt
