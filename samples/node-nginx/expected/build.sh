#!/bin/sh
set -e

docker build -t acme/site:1.4 .
