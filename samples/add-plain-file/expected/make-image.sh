#!/bin/sh
set -ex

docker build -t pulse .
