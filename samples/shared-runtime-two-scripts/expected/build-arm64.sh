#!/bin/sh
set -e
docker build -t acme/thermo:arm64 -f Dockerfile.arm64 .
