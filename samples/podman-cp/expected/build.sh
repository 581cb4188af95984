#!/bin/sh
set -e

podman build -t acme/tide -f Containerfile .
