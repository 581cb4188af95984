#!/bin/sh
set -e

docker pull acme/quill:build || true
docker build --cache-from acme/quill:build -t acme/quill:build -f Dockerfile.build .
docker push acme/quill:build
docker create --name quill acme/quill:build
docker cp quill:/src/quill .
docker rm quill

docker build -t acme/quill:latest .
docker push acme/quill:latest
rm quill
