#!/bin/sh
set -e

docker build -t acme/plumb:latest .
