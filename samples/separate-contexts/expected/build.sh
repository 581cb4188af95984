#!/bin/sh
set -e

docker build -t acme/reed -f image/Dockerfile .
