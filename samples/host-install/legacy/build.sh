#!/bin/sh
set -e

docker build -t acme/plover:build -f Dockerfile.build .
docker create --name plover acme/plover:build
docker cp plover:/plover plover
docker rm plover
install -D -m 0750 plover out/plover.bin
docker build -t acme/plover:latest .
rm -r plover out
