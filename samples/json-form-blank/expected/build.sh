#!/bin/sh
set -e

docker build -t acme/blank:latest .
