#!/bin/sh
set -ex

docker build -t pulse-build -f Dockerfile.build .
docker run --name pulse-build pulse-build true
docker cp pulse-build:/src/pulse .
docker rm pulse-build
docker rmi pulse-build
docker build -t pulse .
rm pulse
