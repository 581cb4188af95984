#!/bin/bash
set -e
docker build --tag=acme/door:build --file=Dockerfile.build .
cid=`docker create acme/door:build`
docker cp $cid:/out/server app
docker rm $cid
docker build --tag=acme/door:1 .
rm app
