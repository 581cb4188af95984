#!/bin/sh
set -e

./scripts/package.sh acme/pager:build acme/pager:latest
