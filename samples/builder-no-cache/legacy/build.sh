#!/bin/sh
set -e

sudo docker build --no-cache -t acme/crane:build -f Dockerfile.build .
sudo docker create --name crane acme/crane:build
sudo docker cp crane:/src/crane .
sudo docker rm crane
sudo docker build -t acme/crane:latest .
sudo rm -f crane
