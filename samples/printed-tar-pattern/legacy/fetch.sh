#!/bin/sh
set -e
docker build -t parts:build -f Dockerfile.build .
docker run --rm parts:build sh -c 'tar c part-*' | tar x
