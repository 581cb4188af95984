#!/bin/bash
set -e
docker build --tag=acme/door:1 .
