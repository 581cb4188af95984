#!/bin/sh
docker build -t acme/tally:latest .
