#!/bin/sh
set -e
NPM_TOKEN=${NPM_TOKEN:-none}

docker build -t acme/larder:latest --build-arg NPM_TOKEN="$NPM_TOKEN" .
