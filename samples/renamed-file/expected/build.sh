#!/bin/sh
echo Building acme/weather:build

echo Building acme/weather:latest && \
docker build --no-cache -t acme/weather:latest .
