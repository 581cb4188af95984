#!/bin/sh
set -e

docker build -t acme/raven:latest --build-arg RELEASE="$RELEASE" .
