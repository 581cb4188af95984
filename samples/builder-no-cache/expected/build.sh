#!/bin/sh
set -e

sudo docker build -t acme/crane:latest .
