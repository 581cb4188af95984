#!/bin/sh
set -e
mkdir -p dist/lib
cat src/*.js > dist/main.js
echo '{"version":3}' > dist/main.js.map
cp src/tools.js dist/lib/tools.js
echo '{"version":3}' > dist/lib/tools.js.map
