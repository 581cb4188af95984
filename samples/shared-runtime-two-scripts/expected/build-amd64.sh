#!/bin/sh
set -e
docker build -t acme/thermo:amd64 -f Dockerfile.amd64 .
