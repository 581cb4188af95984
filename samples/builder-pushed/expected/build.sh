#!/bin/sh
set -e

docker pull acme/quill:build || true
docker build --target builder --cache-from acme/quill:build -t acme/quill:build .
docker push acme/quill:build

docker build -t acme/quill:latest --cache-from acme/quill:build .
docker push acme/quill:latest
