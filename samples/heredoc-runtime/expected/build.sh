#!/bin/sh
set -e

BASE=alpine
VERSION=${1:-dev}

docker build -t "acme/greet:$VERSION" --build-arg ALPINE_VERSION="${ALPINE_VERSION:-3.4}" --build-arg VERSION="$VERSION" .
