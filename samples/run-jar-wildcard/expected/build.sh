#!/bin/sh
# The jar is packed in a folder of its own.
set -e
cd "$(dirname "$0")"

docker build -t example/tide -f docker/Dockerfile .
