#!/bin/sh
set -e

docker build -t acme/kite:build -f Dockerfile.build .
docker run -d --name kite acme/kite:build sleep 60
docker exec kite cat /kite > kite
docker rm -f kite
chmod 755 kite
docker build -t acme/kite:latest .
rm kite
