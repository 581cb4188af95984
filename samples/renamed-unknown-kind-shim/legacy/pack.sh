#!/bin/sh
mkdir -p /out
cat light.css dark.css > /out/bundle
