#!/usr/bin/env bash
set -e

REPO=acme/ledger
TAG="${TAG:-latest}"

docker build -t "$REPO:$TAG" .
