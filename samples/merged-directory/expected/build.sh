#!/bin/sh
set -e

docker build -t acme/mixed:latest .
