#!/bin/sh
set -e

docker build -t acme/sieve:3.4 --build-arg BASE=alpine:3.4 .
