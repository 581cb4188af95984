#!/bin/sh -e
image=quay.io/acme/probe

docker image build --quiet --tag "$image:builder" --file Dockerfile.builder .
id=$(docker create "$image:builder")
docker cp "$id":/work/probe probe
docker rm --volumes "$id" > /dev/null
docker image build --tag "$image:latest" .
rm -f probe
