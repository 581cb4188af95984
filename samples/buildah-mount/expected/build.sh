#!/bin/sh
set -e

buildah bud -t acme/tide .
