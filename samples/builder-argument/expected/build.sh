#!/bin/sh
set -e
VERSION=1.4

docker build -t acme/kettle:$VERSION --build-arg VERSION=$VERSION --build-arg CGO_ENABLED=0 .
