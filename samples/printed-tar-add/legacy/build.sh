#!/bin/bash
set -e

docker build -t tiny:builder - < Dockerfile.builder
docker run --rm tiny:builder tar cC rootfs . | xz -9 > rootfs.tar.xz
docker build -t tiny:latest .
rm rootfs.tar.xz
