#!/bin/sh
docker build --force-rm \  
    -t acme/tally:build . -f Dockerfile.build

docker create --name extract acme/tally:build  
docker cp extract:/go/src/tally/app ./app  
docker rm -f extract

docker build -t acme/tally:latest .
rm ./app
