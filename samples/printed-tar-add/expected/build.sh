#!/bin/bash
set -e

docker build -t tiny:latest .
