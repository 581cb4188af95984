#!/bin/sh
set -e

docker build --target builder -t acme/abacus:build .
docker run --rm acme/abacus:build make test

docker build -t acme/abacus:latest .
