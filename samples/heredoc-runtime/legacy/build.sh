#!/bin/sh
set -e

BASE=alpine
VERSION=${1:-dev}

docker build -t acme/greet:build -f Dockerfile.build .
docker create --name greet acme/greet:build
docker cp greet:/src/greet greet
docker rm greet

docker build -t "acme/greet:$VERSION" -f - . <<EOF
FROM $BASE:${ALPINE_VERSION:-3.4}
LABEL version="$VERSION"
COPY greet /usr/local/bin/greet
RUN echo "$VERSION" > /etc/greet-version && test -n "\$PATH"
CMD ["greet"]
EOF
rm greet
