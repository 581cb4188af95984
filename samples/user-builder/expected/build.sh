#!/bin/bash
set -e

docker build -t acme/blog:latest .
