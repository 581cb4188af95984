#!/bin/sh
set -e

docker build -t acme/kite:build src
docker create --name kite acme/kite:build
docker cp kite:/kite .
docker rm kite
docker build -t acme/kite .
rm kite
