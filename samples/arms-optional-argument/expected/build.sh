#!/bin/sh
# usage: build.sh [VERSION]
set -e

if [ -z "$1" ]; then
  echo "Building the version in the source"
else
  echo "Building version $1"
fi

docker build -t acme/chime:latest ${1:+--build-arg VERSION="$1"} .
