#!/bin/sh
# usage: build.sh web|worker

docker build -t acme/mill:build -f docker/Dockerfile.build .
docker create --name mill acme/mill:build
docker cp mill:/src/mill docker/mill
docker rm mill

case "$1" in
  web)
    docker build -t acme/mill:web -f docker/Dockerfile.web .
    ;;
  worker)
    docker build -t acme/mill:worker -f docker/Dockerfile.worker .
    ;;
  *)
    echo "Unknown image: $1"
    ;;
esac
