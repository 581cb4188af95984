#!/bin/sh
# usage: build.sh [nightly DATE]
set -e

case "$1" in
  nightly)
    version="1.5-$2"
    tag=nightly
    ;;
  *)
    # The release that is out there.
    version=1.4.2
    tag=latest
    ;;
esac

docker build -t "acme/dial:$tag" --build-arg VERSION="$version" --build-arg TAGS=nightly .
