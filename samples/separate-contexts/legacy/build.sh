#!/bin/sh
set -e

docker build -t acme/reed-builder compiler
docker create --name reed acme/reed-builder
docker cp reed:/src/reed image/
docker rm reed
docker build -t acme/reed image
rm image/reed
