#!/bin/sh
# usage: build.sh [nightly DATE]
set -e

case "$1" in
  nightly)
    docker build --build-arg VERSION="1.5-$2" --build-arg TAGS=nightly -t acme/dial:build -f Dockerfile.build .
    tag=nightly
    ;;
  *)
    # The release that is out there.
    docker build --build-arg VERSION=1.4.2 --build-arg TAGS=nightly -t acme/dial:build -f Dockerfile.build .
    tag=latest
    ;;
esac

docker create --name dial acme/dial:build
docker cp dial:/src/dial .
docker rm dial

docker build -t "acme/dial:$tag" .
rm dial
