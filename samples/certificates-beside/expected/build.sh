#!/bin/sh
set -e

docker build -t acme/beacon:latest .
