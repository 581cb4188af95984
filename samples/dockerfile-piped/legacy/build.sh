#!/bin/bash
set -e
cd "$(dirname "${BASH_SOURCE[0]}")"

printf '%s\n' 'FROM golang:1.7.3' 'WORKDIR /src' 'COPY clock.go .' 'RUN go build -o clock clock.go' |
  docker build -t acme/clock:build -f - .
docker create --name clock acme/clock:build
docker cp clock:/src/clock .
docker rm clock
echo -e "FROM alpine:3.4\nCOPY clock /clock\nCMD [\"/clock\"]" | docker build -t acme/clock -f - .
rm clock
