#!/bin/sh
set -e

docker build -t acme/lark:build -f Dockerfile.build .
docker run --rm -t acme/lark:build cat /lark > lark
docker build -t acme/lark:latest .
rm lark
