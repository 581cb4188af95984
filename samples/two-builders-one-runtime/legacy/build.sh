#!/bin/bash
set -euo pipefail

docker build -t shop/frontend-build -f frontend/Dockerfile .
docker build -t shop/backend-build -f backend/Dockerfile .

docker create --name frontend shop/frontend-build
docker cp frontend:/app/dist ./dist
docker rm frontend
docker create --name backend shop/backend-build
docker cp backend:/src/shop ./shop
docker rm backend

docker build -t shop/web:latest .
rm -rf ./dist ./shop
