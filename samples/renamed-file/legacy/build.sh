#!/bin/sh
echo Building acme/weather:build

docker build -t acme/weather:build . -f Dockerfile.build && \
  docker create --name weather_extract acme/weather:build && \
  docker cp weather_extract:/go/src/weather/app ./weather && \
  docker rm -f weather_extract && \
echo Building acme/weather:latest && \
docker build --no-cache -t acme/weather:latest . && \
rm ./weather
