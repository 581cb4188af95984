#!/bin/sh
set -e

docker build -t acme/wren:latest .
