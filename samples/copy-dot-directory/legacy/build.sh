#!/usr/bin/env bash
set -e

rm -rf public/assets
docker build -t acme/board:build -f Dockerfile.build .
docker create --name board acme/board:build
docker cp board:/app/dist/. public/assets
docker rm board
docker build -t acme/board:latest .
