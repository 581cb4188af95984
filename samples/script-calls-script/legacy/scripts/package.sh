#!/bin/sh
# usage: package.sh BUILDER-IMAGE IMAGE
set -e

docker create --name pager-extract "$1"
docker cp pager-extract:/src/pager ./pager
docker rm pager-extract
docker build -t "$2" .
rm ./pager
