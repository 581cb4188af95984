#!/bin/bash
set -e
docker build -t menu .
