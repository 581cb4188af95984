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
  docker build -t "acme/ratchet:$flavour-build" -f "$flavour/Dockerfile.builder" "$flavour"
  docker create --name "ratchet-$flavour" "acme/ratchet:$flavour-build"
  docker cp "ratchet-$flavour:/out/ratchet" "$flavour/"
  docker rm "ratchet-$flavour"
  docker build -t "acme/ratchet:$flavour" "$flavour"
  rm "$flavour/ratchet"
done
