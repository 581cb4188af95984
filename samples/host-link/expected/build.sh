#!/bin/sh
set -e

docker build -t acme/teal:latest .
