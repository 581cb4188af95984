#!/bin/bash
set -e
docker build -t menu:build -f Dockerfile.build .
docker create --name menu menu:build
rm -rf dist
docker cp menu:/src/dist dist
docker rm menu
tar czf menu.tgz -C dist .
docker build -t menu .
rm -rf dist menu.tgz
