#!/bin/sh
set -e

docker build -t acme/wedge:latest .
