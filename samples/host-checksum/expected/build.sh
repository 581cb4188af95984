#!/bin/sh
set -e

docker build -t acme/egret:latest .
