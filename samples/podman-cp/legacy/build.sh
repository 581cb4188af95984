#!/bin/sh
set -e

podman build -t acme/tide:build -f Containerfile.build .
podman create --name tide acme/tide:build
podman cp tide:tide tide
podman rm tide
podman build -t acme/tide -f Containerfile .
rm tide
