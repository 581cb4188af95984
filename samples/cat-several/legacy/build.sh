#!/bin/sh
set -e

docker build -t acme/dove:build -f Dockerfile.build .
docker run --rm acme/dove:build cat head.txt body.txt > all.txt
docker build -t acme/dove:latest .
rm all.txt
