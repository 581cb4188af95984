#!/bin/sh
set -e

buildah bud -t acme/tide:build -f Dockerfile.build .
container=$(buildah from acme/tide:build)
root=$(buildah mount "$container")
cp "$root/src/tide" tide
buildah umount "$container"
buildah rm "$container"

buildah bud -t acme/tide .
rm tide
