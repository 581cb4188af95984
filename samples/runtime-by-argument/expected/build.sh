#!/bin/sh
# usage: build.sh web|worker

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
