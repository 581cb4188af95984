#!/bin/bash
set -e

docker build --target builder -t acme/ticker:build .
docker create --name ticker acme/ticker:build
docker cp ticker:/src/ticker ./ticker
docker rm ticker

docker build -t acme/ticker:latest .

if [ -n "$UPLOAD_URL" ]; then
  curl --fail --upload-file ./ticker "$UPLOAD_URL/ticker-linux-amd64"
fi
rm ./ticker
