#!/bin/bash
# usage: build.sh [FLAVOUR...]
set -e

cd "$(dirname "$0")"

flavours=( "$@" )
if [ ${#flavours[@]} -eq 0 ]; then
  flavours=( */ )
fi
flavours=( "${flavours[@]%/}" )

for flavour in "${flavours[@]}"; do
  [ -f "$flavour/Dockerfile.builder" ] || continue
  docker build -t "acme/ratchet:$flavour" "$flavour"
done
