#!/bin/sh
set -e

docker build -t acme/echo:2 .
