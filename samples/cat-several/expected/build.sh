#!/bin/sh
set -e

docker build -t acme/dove:latest .
