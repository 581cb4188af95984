#!/bin/bash
set -euo pipefail

docker build -t shop/web:latest .
