#!/bin/sh
set -e

docker build -t acme/kite:build -f Dockerfile.build .
docker create --name kite acme/kite:build
docker cp kite:/out/kite .
docker cp kite:/out/kite.dwp . || true
docker rm kite
docker build -t acme/kite:latest .
rm -f kite kite.dwp
