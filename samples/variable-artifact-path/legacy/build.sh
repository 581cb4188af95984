#!/bin/bash
set -euo pipefail

VERSION=$(cat VERSION)

docker build --build-arg VERSION="$VERSION" -t acme/agent:build -f Dockerfile.build .
docker create --name agent acme/agent:build
docker cp "agent:/out/agent-$VERSION" .
docker rm agent
docker build --build-arg VERSION="$VERSION" -t "acme/agent:$VERSION" .
rm "agent-$VERSION"
