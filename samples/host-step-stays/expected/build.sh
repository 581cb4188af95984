#!/bin/bash
set -euo pipefail

# What the image says about itself.
echo "${VERSION:-unknown}" > version.txt
docker build -t acme/stamp:latest .
rm version.txt
