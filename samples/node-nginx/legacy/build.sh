#!/bin/sh
set -e

rm -rf ./dist
docker build -t acme/site-builder -f Dockerfile.build .
docker create --name site acme/site-builder
docker cp site:/app/dist/. ./dist
docker rm -f site
docker build -t acme/site:1.4 .
