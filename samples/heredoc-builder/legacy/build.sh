#!/bin/sh
set -e

docker build -t acme/greet:build -f - . <<'EOF'
FROM golang:1.7.3
WORKDIR /src
COPY greet.go .
RUN go build -o greet greet.go
EOF
docker create --name greet acme/greet:build
docker cp greet:/src/greet greet
docker rm greet
docker build -t acme/greet .
rm greet
