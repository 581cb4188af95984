#!/bin/sh
# usage: package.sh BUILDER-IMAGE IMAGE
set -e

docker build -t "$2" .
