#!/bin/sh
set -e

docker build --iidfile image.id -f Dockerfile.build .
docker create --cidfile container.id "$(cat image.id)"
docker cp "$(cat container.id)":/src/wedge .
docker rm "$(cat container.id)"
rm image.id container.id

docker build -t acme/wedge:latest .
rm wedge
