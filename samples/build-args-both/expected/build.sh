#!/bin/bash
set -euo pipefail

commit=${COMMIT:-0000000}
release=${RELEASE:-1.0}

docker build --build-arg VERSION="$release" --build-arg BUILDER_VERSION="$commit" -t "acme/gauge:$release" .
