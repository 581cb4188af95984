#!/bin/sh
set -e

buildah bud -t acme/tide:build -f Dockerfile.build .
container=$(buildah from alpine:3.4)
buildah copy --from acme/tide:build "$container" /src/tide /usr/local/bin/tide
buildah config --cmd tide "$container"
buildah commit "$container" acme/tide
buildah rm "$container"
