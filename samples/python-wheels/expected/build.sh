#!/bin/bash
set -e

# The small image installs from the wheels.
docker build -t acme/signer:latest .
