#!/usr/bin/env bash
set -e

REPO=acme/ledger
TAG="${TAG:-latest}"

docker build -f Dockerfile.build -t "$REPO:$TAG-build" .
docker create --name "ledger-$$" "$REPO:$TAG-build"
docker cp "ledger-$$:/src/target" ./target
docker rm "ledger-$$"
docker build -t "$REPO:$TAG" .
rm -rf ./target
