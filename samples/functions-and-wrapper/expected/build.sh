#!/usr/bin/env bash
set -euo pipefail

readonly image=acme/queued

run() {
  echo "+ $*"
  "$@"
}

run docker build -t "$image:latest" .
