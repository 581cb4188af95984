#!/bin/sh
set -e
docker build -t relay:build -f Dockerfile.build .
docker run --rm relay:build sh -c 'tar cz /opt/relay' > relay.tgz
docker build -t relay .
