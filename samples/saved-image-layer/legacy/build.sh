#!/bin/sh
set -e
docker build -t pump:build -f Dockerfile.build .
mkdir -p layers
docker save pump:build | tar xO --wildcards '*/layer.tar' | tar xi -C layers pump
docker build -t pump .
