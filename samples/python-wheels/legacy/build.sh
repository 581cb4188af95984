#!/bin/bash
set -e

# Compile the wheels once, with the full image.
docker build -t python-base -f Dockerfile.build .

# Hand them over.
mkdir -p handover
docker create --name wheels python-base
docker cp wheels:/root/.cache handover/
docker cp wheels:/requirements.txt handover/
docker rm wheels

# The small image installs from the wheels.
docker build -t acme/signer:latest .
rm -rf handover
