#!/bin/sh
set -e

docker build -t acme/osprey:latest .
