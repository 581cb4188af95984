#!/bin/bash
set -euo pipefail

commit=${COMMIT:-0000000}
release=${RELEASE:-1.0}

docker build --build-arg VERSION="$commit" -t acme/gauge:build -f Dockerfile.build .
docker create --name gauge acme/gauge:build
docker cp gauge:/src/gauge .
docker rm gauge
docker build --build-arg VERSION="$release" -t "acme/gauge:$release" .
rm gauge
