#!/bin/sh -e
image=quay.io/acme/probe

docker image build --tag "$image:latest" .
