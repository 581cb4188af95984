import { classic, lines, type Classic, type Expected } from '../support/legacy.js';
import type { Vector } from './vector.js';

const go = lines('FROM golang:1.19', 'WORKDIR /src', 'COPY main.go .', 'RUN go build -o /out/app .');
const alpine = lines('FROM alpine', 'COPY app /');
const carry = ['docker cp c:/out/app app'];

function merge(id: string, what: string, project: Partial<Classic>, expected: Expected): Vector {
  return { id, what, files: classic({ builder: go, runtime: alpine, carry, ...project }), expected };
}

/** Lines of a Dockerfile before the RUN of the builder. */
function beforeRun(...more: readonly string[]): string {
  return go.replace('RUN', `${lines(...more)}RUN`);
}

/** Section 6.3: two files and two command lines become one. */
export const mergeVectors: readonly Vector[] = [
  merge(
    'T-M1',
    'an ARG before FROM moves to the top',
    { runtime: lines('ARG BASE=alpine', 'FROM $BASE', 'COPY app /') },
    { status: 'converted', lines: ['ARG BASE=alpine', 'FROM golang:1.19 AS builder'] },
  ),
  merge(
    'T-M2',
    'one name, two defaults before FROM',
    {
      builder: `ARG V=1.19\n${go.replace('1.19', '$V')}`,
      runtime: lines('ARG V=3.18', 'FROM alpine:$V', 'COPY app /'),
      builderOptions: '--build-arg V=1.20',
    },
    {
      status: 'converted',
      lines: ['ARG V=3.18', 'ARG BUILDER_V=1.19', 'FROM golang:$BUILDER_V AS builder'],
      script: ['docker build -t app --build-arg BUILDER_V=1.20 .'],
    },
  ),
  merge(
    'T-M3',
    'a default that the other build’s value would override',
    {
      builder: beforeRun('ARG VERSION=dev').replace('-o', '-ldflags "$VERSION" -o'),
      runtime: lines('FROM alpine', 'ARG VERSION=dev', 'LABEL version=$VERSION', 'COPY app /'),
      builderOptions: '--build-arg VERSION=1',
    },
    {
      status: 'converted',
      lines: [
        'ARG BUILDER_VERSION=dev',
        'ENV VERSION=$BUILDER_VERSION',
        'RUN go build -ldflags "$VERSION" -o /out/app .',
      ],
      script: ['docker build -t app --build-arg BUILDER_VERSION=1 .'],
    },
  ),
  merge(
    'T-M4',
    'one value for both',
    {
      builder: beforeRun('ARG VERSION=dev').replace('-o', '-ldflags "$VERSION" -o'),
      runtime: lines('FROM alpine', 'ARG VERSION=dev', 'LABEL version=$VERSION', 'COPY app /'),
      builderOptions: '--build-arg VERSION=1',
      runtimeOptions: '--build-arg VERSION=1',
    },
    {
      status: 'converted',
      lines: ['ARG VERSION=dev', 'RUN go build -ldflags "$VERSION" -o /out/app .'],
      script: ['docker build -t app --build-arg VERSION=1 .'],
    },
  ),
  merge(
    'T-M5',
    'a default before FROM would leak into a bare ARG',
    {
      builder: `ARG X=1\n${go.replace('1.19', '1.$X')}`,
      runtime: lines('FROM alpine', 'ARG X', 'LABEL x=$X', 'COPY app /'),
    },
    { status: 'converted', lines: ['ARG BUILDER_X=1', 'FROM golang:1.$BUILDER_X AS builder'] },
  ),
  merge(
    'T-M6',
    'the name of the stage is an image that the runtime is FROM',
    { runtime: lines('FROM builder', 'COPY app /') },
    { status: 'converted', lines: ['FROM golang:1.19 AS build'], never: ['AS builder'] },
  ),
  merge(
    'T-M7',
    'a stage by number that has a name',
    {
      runtime: lines('FROM alpine AS certs', 'FROM scratch', 'COPY --from=0 /etc/ssl /etc/ssl', 'COPY app /'),
    },
    { status: 'converted', lines: ['FROM alpine AS certs', 'FROM scratch', 'COPY --from=certs /etc/ssl /etc/ssl'] },
  ),
  merge(
    'T-M8',
    'a stage by number without a name',
    { runtime: lines('FROM alpine', 'FROM scratch', 'COPY --from=0 /etc/ssl /etc/ssl', 'COPY app /') },
    {
      status: 'converted',
      lines: ['FROM alpine AS alpine-files', 'FROM scratch', 'COPY --from=alpine-files /etc/ssl /etc/ssl'],
    },
  ),
  {
    id: 'T-M9',
    what: 'the runtime is based on the builder',
    files: {
      'main.go': 'package main\n',
      'Dockerfile.build': go,
      Dockerfile: lines('FROM app:build', 'CMD ["/out/app"]'),
      'build.sh*': lines('docker build -t app:build -f Dockerfile.build .', 'docker build -t app .'),
    },
    expected: {
      status: 'converted',
      codes: ['runtime-from-builder'],
      lines: ['FROM builder', 'CMD ["/out/app"]'],
      script: ['docker build -t app .'],
    },
  },
  {
    id: 'T-M10',
    what: 'a chain of three images',
    files: {
      'main.go': 'package main\n',
      'Dockerfile.base': lines('FROM golang:1.19', 'RUN go get example.org/x'),
      'Dockerfile.build': go.replace('golang:1.19', 'app:base'),
      Dockerfile: alpine,
      'build.sh*': lines(
        'set -e',
        'docker build -t app:base -f Dockerfile.base .',
        'docker build -t app:build -f Dockerfile.build .',
        'docker create --name c app:build',
        'docker cp c:/out/app app',
        'docker rm c',
        'docker build -t app .',
      ),
    },
    expected: {
      status: 'converted',
      lines: [
        'FROM golang:1.19 AS base',
        'RUN go get example.org/x',
        '',
        'FROM base AS build',
        'WORKDIR /src',
        'COPY main.go .',
        'RUN go build -o /out/app .',
        '',
        'FROM alpine',
        'COPY --from=build /out/app /',
      ],
    },
  },
  merge(
    'T-M11',
    'a builder that ends as another user',
    {
      builder: `${go}USER node\n`,
      runtime: lines('FROM alpine', 'COPY app /', 'COPY dist /dist', 'COPY y /opt/svc'),
      carry: ['docker cp c:/out/app app', 'docker cp c:/src/dist dist', 'docker cp c:/out/x y'],
    },
    {
      status: 'converted',
      lines: [
        'USER node',
        '',
        'FROM builder AS handoff',
        'USER 0',
        'RUN mkdir -p /__handoff && cp -a /out/x /__handoff/y',
        '',
        'FROM alpine',
        'COPY --from=builder /out/app /',
        'COPY --from=builder --chown=0:0 /src/dist /dist',
        'COPY --from=handoff --chown=0:0 /__handoff/y /opt/svc',
      ],
    },
  ),
  merge(
    'T-M12',
    'a MAINTAINER in the builder',
    { builder: `${go}MAINTAINER Anna\n` },
    { status: 'converted', codes: ['maintainer-stage'] },
  ),
  merge(
    'T-M13',
    'different escape characters',
    { builder: `# escape=\`\n${go}` },
    { status: 'refused', codes: ['escape-conflict'] },
  ),
  merge(
    'T-M14',
    'a syntax line moves to the top',
    { runtime: `# syntax=docker/dockerfile:1\n${alpine}` },
    { status: 'converted', lines: ['# syntax=docker/dockerfile:1', 'FROM golang:1.19 AS builder'] },
  ),
  merge(
    'T-M15',
    'stages behind the target go',
    {
      builder: `${go.replace('1.19', '1.19 AS compile')}${lines('FROM compile AS test', 'RUN go test', 'FROM compile AS lint', 'RUN golint')}`,
      builderOptions: '--target compile',
    },
    {
      status: 'converted',
      lines: ['RUN go build -o /out/app .', '', 'FROM alpine', 'COPY --from=compile /out/app /'],
      never: ['AS test', 'AS lint'],
      script: ['docker build -t app .'],
    },
  ),
  {
    id: 'T-M16',
    what: 'the context of the runtime lies below that of the builder',
    files: {
      'main.go': 'package main\n',
      'build/Dockerfile.build': go,
      'docker/Dockerfile': lines('FROM alpine', 'COPY app /', 'COPY etc/x /etc/x'),
      'docker/etc/x': 'x\n',
      'build.sh*': lines(
        'set -e',
        'docker build -t app:build -f build/Dockerfile.build .',
        'docker create --name c app:build',
        'docker cp c:/out/app docker/app',
        'docker rm c',
        'docker build -t app docker/',
      ),
    },
    expected: {
      status: 'converted',
      codes: ['larger-context'],
      lines: ['FROM alpine', 'COPY --from=builder /out/app /', 'COPY docker/etc/x /etc/x'],
      script: ['docker build -t app -f docker/Dockerfile .'],
    },
  },
  merge(
    'T-M17',
    'the ignore file kept a part out',
    {
      builder: lines('FROM node:8', 'WORKDIR /src', 'RUN mkdir -p /src/dist'),
      runtime: lines('FROM nginx', 'COPY dist /html'),
      carry: ['docker cp c:/src/dist dist'],
      files: { '.dockerignore': '**/*.map\n' },
    },
    {
      status: 'converted',
      lines: [
        'FROM builder AS handoff',
        "RUN mkdir -p /__handoff && cp -a /src/dist /__handoff/dist && find /__handoff/dist -name '*.map' -prune -exec rm -rf {} +",
        '',
        'FROM nginx',
        'COPY --from=handoff --chown=0:0 /__handoff/dist /html',
      ],
    },
  ),
  merge(
    'T-M18',
    'the ignore file kept the whole artifact out',
    {
      builder: lines('FROM node:8', 'WORKDIR /src', 'RUN mkdir -p /src/dist'),
      runtime: lines('FROM nginx', 'COPY dist /html'),
      carry: ['docker cp c:/src/dist dist'],
      files: { '.dockerignore': 'dist\n' },
    },
    {
      status: 'converted',
      codes: ['ignored-artifact'],
      lines: ['COPY --from=builder --chown=0:0 /src/dist /html'],
    },
  ),
  merge(
    'T-M19',
    'the host edits an input of the builder between the builds',
    {
      builder: go.replace('main.go', '.'),
      runtime: lines('FROM alpine', 'COPY app /', 'COPY src/config.js /'),
      carry: ['docker cp c:/out/app app', 'sed -i s/@V@/$V/ src/config.js'],
      files: { 'src/config.js': '@V@\n' },
    },
    { status: 'refused', codes: ['builder-input-changed'] },
  ),
  merge(
    'T-M20',
    'a host file that the builder does not see stays in the script',
    {
      builder: go.replace('main.go', '*.go'),
      runtime: lines('FROM alpine', 'COPY app /', 'COPY version.txt /'),
      carry: ['docker cp c:/out/app app', 'echo $V > version.txt'],
    },
    {
      status: 'converted',
      lines: ['COPY --from=builder /out/app /', 'COPY version.txt /'],
      script: ['echo $V > version.txt', 'docker build -t app .'],
    },
  ),
  merge(
    'T-M21',
    '--no-cache on the runtime alone holds for the builder too',
    { runtimeOptions: '--no-cache' },
    { status: 'converted', codes: ['no-cache-wider'], script: ['docker build -t app --no-cache .'] },
  ),
  merge(
    'T-M22',
    'tests in a container of the builder are still run, before the build',
    { carry: ['docker run --rm app:build make test', ...carry] },
    {
      status: 'converted',
      lines: ['COPY --from=builder /out/app /'],
      script: [
        'docker build --target builder -t app:build .',
        'docker run --rm app:build make test',
        'docker build -t app .',
      ],
    },
  ),
  merge(
    'T-M23',
    'a builder image that is pushed is still built',
    { after: ['docker push app:build'] },
    {
      status: 'converted',
      lines: ['COPY --from=builder /out/app /'],
      script: ['docker build --target builder -t app:build .', 'docker build -t app .', 'docker push app:build'],
    },
  ),
  merge(
    'T-M24',
    'the artifact is not removed, because it is not there',
    { after: ['rm ./app'] },
    { status: 'converted', script: ['docker build -t app .'] },
  ),
  merge(
    'T-M25',
    'an artifact that is uploaded is still copied out',
    { after: ['scp ./app host:'] },
    {
      status: 'converted',
      codes: ['host-copy-kept'],
      lines: ['COPY --from=builder /out/app /'],
      script: [
        'docker build --target builder -t app:build .',
        'docker create --name c app:build',
        'docker cp c:/out/app app',
        'docker rm c',
        'docker build -t app .',
        'scp ./app host:',
      ],
    },
  ),
];
