#!/bin/sh
set -e

docker build -t acme/pager:build -f Dockerfile.build .
./scripts/package.sh acme/pager:build acme/pager:latest
