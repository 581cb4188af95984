#!/bin/sh
# The jar is packed in a folder of its own.
set -e
cd "$(dirname "$0")"

docker run --rm -v "$PWD":/work -w /work maven:3 sh -c 'mkdir -p target && cp src/tide.txt target/tide-1.0.jar'
cp target/*.jar docker/
docker build -t example/tide docker
rm docker/*.jar
