#!/bin/bash
set -e
docker build -t lexicon:build -f Dockerfile.build .
docker run --rm lexicon:build tar c lexicon | gzip -9 > lexicon.tgz
docker build -t lexicon .
rm lexicon.tgz
