#!/bin/sh
set -e

VERSION="$(git rev-parse --short HEAD 2>/dev/null || echo dev)"

docker build -t "acme/clock:$VERSION" --build-arg VERSION="$VERSION" .
