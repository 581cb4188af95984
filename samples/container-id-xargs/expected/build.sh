#!/bin/sh
set -e

docker build -t acme/shim:latest .
