#!/bin/sh
set -e

docker build --target plain -t acme/anvil:latest .
