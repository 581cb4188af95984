#!/bin/bash
set -euo pipefail

VERSION=$(cat VERSION)

docker build -t "acme/agent:$VERSION" --build-arg VERSION="$VERSION" .
