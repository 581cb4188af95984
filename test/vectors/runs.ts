import type { Code } from '../../lib/source/codes.js';
import { lines, type Expected } from '../support/legacy.js';
import type { Vector } from './vector.js';

interface Run {
  readonly builder: string;
  readonly runtime: string;
  /** The script behind `set -e`. */
  readonly script: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

const plain: Run = {
  builder: '',
  runtime: lines('FROM alpine', 'COPY app /'),
  script: [],
  files: { 'main.go': 'package main\n' },
};

function run(id: string, what: string, project: Partial<Run>, expected: Expected): Vector {
  const { builder, runtime, script, files } = { ...plain, ...project };
  return {
    id,
    what,
    files: {
      ...files,
      'build.sh': lines('#!/bin/sh', 'set -e', ...script, 'docker build -t app .'),
      ...(builder === '' ? {} : { 'Dockerfile.build': builder }),
      Dockerfile: runtime,
    },
    expected,
  };
}

const mounted = 'docker run --rm -v "$PWD":/go/src/app -w /go/src/app';
const always: readonly Code[] = ['run-becomes-cached'];
const sources: readonly Code[] = [...always, 'mount-becomes-copy', 'image-assumed', 'old-artifact'];
const built = ['docker build -t app:build -f Dockerfile.build .'];
const carried = ['docker cp x:/out/app app', 'docker rm x'];

/** Section 6.4: `docker run` produces the artifact. */
export const runVectors: readonly Vector[] = [
  run(
    'T-R1',
    'the toolchain image compiles the mounted folder',
    { script: [`${mounted} golang:1.21 go build -v -o app`] },
    {
      status: 'converted',
      codes: sources,
      lines: [
        'FROM golang:1.21 AS builder',
        'WORKDIR /go/src/app',
        'COPY . .',
        'RUN go build -v -o app',
        '',
        'FROM alpine',
        'COPY --from=builder /go/src/app/app /',
      ],
      script: ['docker build -t app .'],
    },
  ),
  run(
    'T-R2',
    'the ENTRYPOINT with an argument, and a folder for the result',
    {
      builder: lines(
        'FROM golang:1.21',
        'WORKDIR /src',
        'COPY main.go .',
        'RUN mkdir /out && touch /out/stale',
        'ENTRYPOINT ["make"]',
      ),
      script: [...built, 'docker run --rm -v "$PWD/out":/out app:build dist'],
      runtime: lines('FROM alpine', 'COPY out/app /'),
    },
    {
      status: 'converted',
      codes: always,
      lines: [
        'ENTRYPOINT ["make"]',
        'RUN rm -rf /out && mkdir -p /out',
        'RUN make dist',
        '',
        'FROM alpine',
        'COPY --from=builder --chown=0:0 /out/app /',
      ],
    },
  ),
  run(
    'T-R3',
    'variables in front of the command',
    { script: [`${mounted} -e GOOS=linux -e CGO_ENABLED=0 golang:1.21 sh -c 'go build -o app .'`] },
    { status: 'converted', codes: sources, lines: ['RUN GOOS=linux CGO_ENABLED=0 go build -o app .'] },
  ),
  run(
    'T-R3 several commands',
    'variables of a script are ENV',
    { script: [`${mounted} -e CGO_ENABLED=0 golang:1.21 sh -c 'go vet && go build -o app .'`] },
    {
      status: 'converted',
      codes: sources,
      lines: ['ENV CGO_ENABLED=0', 'WORKDIR /go/src/app', 'COPY . .', 'RUN go vet && go build -o app .'],
    },
  ),
  run(
    'T-R3 of the host',
    'a variable that the host decides is a build argument',
    { script: [`${mounted} -e GOARCH=$ARCH golang:1.21 go build -o app .`] },
    {
      status: 'converted',
      codes: sources,
      lines: ['FROM golang:1.21 AS builder', 'ARG GOARCH', 'WORKDIR /go/src/app'],
      script: ['docker build -t app --build-arg GOARCH="$ARCH" .'],
    },
  ),
  run(
    'T-R4',
    'a token is no build argument',
    { script: [`${mounted} -e NPM_TOKEN golang:1.21 go build -o app .`] },
    { status: 'refused', codes: ['run-secret'] },
  ),
  run(
    'T-R4 mounted',
    'a file with credentials is not copied',
    { script: [`${mounted} -v ~/.netrc:/root/.netrc golang:1.21 go build -o app .`] },
    { status: 'refused', codes: ['run-secret'] },
  ),
  run(
    'T-R5',
    'the user of the host does not matter',
    { script: [`${mounted} -u $(id -u):$(id -g) golang:1.21 go build -o app .`] },
    { status: 'converted', codes: [...sources, 'run-user-dropped'], lines: ['RUN go build -o app .'] },
  ),
  run(
    'T-R6',
    '--entrypoint takes the CMD away',
    {
      builder: lines('FROM golang:1.21', 'WORKDIR /src', 'COPY main.go .', 'CMD ["never"]'),
      script: [...built, 'docker run --name x --entrypoint sh app:build -c "go build -o /out/app ."', ...carried],
    },
    { status: 'converted', codes: always, lines: ['CMD ["never"]', 'RUN go build -o /out/app .'] },
  ),
  run(
    'T-R7',
    'sources belong to the user that works with them',
    {
      builder: lines('FROM node:20', 'WORKDIR /src', 'USER node'),
      script: [...built, 'docker run --rm -v "$PWD":/src app:build npm run build'],
      runtime: lines('FROM nginx', 'COPY dist /usr/share/nginx/html'),
      files: { 'index.js': 'x\n' },
    },
    {
      status: 'converted',
      codes: sources,
      lines: [
        'USER node',
        'USER 0',
        'RUN mkdir -p /src && chown node /src',
        'USER node',
        'COPY --chown=node . .',
        'RUN npm run build',
        '',
        'FROM nginx',
        'COPY --from=builder --chown=0:0 /src/dist /usr/share/nginx/html',
      ],
    },
  ),
  run(
    'T-R8',
    'the CMD compiles',
    {
      builder: lines('FROM golang:1.21', 'WORKDIR /src', 'COPY main.go .', 'CMD go build -o /out/app .'),
      script: [...built, 'docker run --name x app:build', ...carried],
    },
    {
      status: 'converted',
      codes: always,
      lines: [
        'CMD go build -o /out/app .',
        'RUN go build -o /out/app .',
        '',
        'FROM alpine',
        'COPY --from=builder /out/app /',
      ],
    },
  ),
  run(
    'I-04',
    'commands in a container that is kept running',
    {
      builder: lines('FROM golang:1.21', 'WORKDIR /src', 'COPY main.go .'),
      script: [
        ...built,
        'docker run -d --name x app:build sleep 1000',
        'docker exec x go vet',
        'docker exec -e CGO_ENABLED=0 x go build -o /out/app .',
        'docker cp x:/out/app app',
        'docker rm -f x',
      ],
    },
    {
      status: 'converted',
      codes: always,
      lines: [
        'FROM golang:1.21 AS builder',
        'WORKDIR /src',
        'COPY main.go .',
        'RUN go vet',
        'RUN CGO_ENABLED=0 go build -o /out/app .',
        '',
        'FROM alpine',
        'COPY --from=builder /out/app /',
      ],
      script: ['docker build -t app .'],
    },
  ),
  run(
    'I-04 idle by itself',
    'the CMD of the image only keeps the container running',
    {
      builder: lines('FROM golang:1.21', 'WORKDIR /src', 'COPY main.go .', 'CMD tail -f /dev/null'),
      script: [
        ...built,
        'docker run -d --rm --name x app:build',
        'docker exec x go build -o /out/app .',
        'docker cp x:/out/app app',
        'docker stop x',
      ],
    },
    { status: 'converted', codes: always, lines: ['CMD tail -f /dev/null', 'RUN go build -o /out/app .'] },
  ),
  run(
    'I-04 started',
    'a container that is created first and started then',
    {
      builder: lines('FROM golang:1.21', 'WORKDIR /src', 'COPY main.go .'),
      script: [...built, 'docker create --name x app:build go build -o /out/app .', 'docker start -a x', ...carried],
    },
    { status: 'converted', codes: always, lines: ['COPY main.go .', 'RUN go build -o /out/app .'] },
  ),
  run(
    'RUN-9',
    'nobody waits for the command',
    {
      builder: lines('FROM golang:1.21', 'WORKDIR /src', 'COPY main.go .'),
      script: [...built, 'docker run -d --name x app:build go build -o /out/app .', ...carried],
    },
    { status: 'refused', codes: ['run-needs'] },
  ),
  run(
    'RUN-9 waited for',
    'docker wait knows when the command has ended',
    {
      builder: lines('FROM golang:1.21', 'WORKDIR /src', 'COPY main.go .'),
      script: [...built, 'docker run -d --name x app:build go build -o /out/app .', 'docker wait x', ...carried],
    },
    { status: 'converted', codes: always, lines: ['COPY main.go .', 'RUN go build -o /out/app .'] },
  ),
  run(
    'T-R9',
    'the script does not mind a failure',
    { script: [`${mounted} golang:1.21 go build -o app . || true`] },
    { status: 'refused', codes: ['optional-artifact'] },
  ),
  run(
    'RUN-7',
    'a network of its own is nothing that a build has',
    { script: [`${mounted} --network tests golang:1.21 make`] },
    { status: 'refused', codes: ['run-needs'] },
  ),
  run(
    'RUN-5',
    'a VOLUME of the image throws away what a RUN writes there',
    {
      builder: lines('FROM golang:1.21', 'VOLUME /source', 'WORKDIR /source'),
      script: [...built, 'docker run --rm -v "$PWD":/source app:build go build -o app'],
    },
    { status: 'refused', codes: ['run-volume'] },
  ),
  run(
    'RUN-6',
    'a tracked file beside the artifact is taken as it is',
    {
      script: [`${mounted} golang:1.21 go build -o app .`],
      runtime: lines('FROM alpine', 'COPY app config.yml /'),
      files: { 'main.go': 'package main\n', 'config.yml': 'a: 1\n' },
    },
    {
      status: 'converted',
      codes: [...sources, 'sources-kept'],
      lines: ['COPY --from=builder /go/src/app/app /', 'COPY config.yml /'],
    },
  ),
  run(
    'IGN-3',
    'an ignore file for the artifact alone starves the command',
    {
      script: [`${mounted} golang:1.21 go build -o app .`],
      files: { 'main.go': 'package main\n', 'go.mod': 'module app\n', '.dockerignore': '*\n!app\n' },
    },
    { status: 'refused', codes: ['mount-starved'] },
  ),
  run(
    'CACHE-3',
    'a mounted cache is left out',
    { script: [`${mounted} -v ~/.cache/go-build:/root/.cache/go-build golang:1.21 go build -o app .`] },
    { status: 'converted', codes: [...sources, 'cache-mount-dropped'], lines: ['RUN go build -o app .'] },
  ),
  run(
    'FLOW-1',
    'the script still needs what the command made',
    { script: [`${mounted} golang:1.21 go build -o app .`, 'scp app host:'] },
    { status: 'refused', codes: ['output-still-used'] },
  ),
  run(
    'FLOW-1 beside the sources',
    'a result for the host that is no source of the stage is made twice',
    {
      builder: lines('FROM golang:1.21', 'WORKDIR /src', 'COPY main.go .'),
      script: [...built, 'docker run --rm -v "$PWD/out":/out app:build go build -o /out/app .', 'scp out/app host:'],
      runtime: lines('FROM alpine', 'COPY out/app /'),
    },
    {
      status: 'converted',
      codes: [...always, 'image-assumed', 'host-copy-kept', 'unread-program'],
      lines: ['FROM golang:1.21 AS build', 'WORKDIR /src', 'COPY main.go .', '', 'FROM build AS builder'],
      script: [
        'docker build --target build -t app:build .',
        'docker run --rm -v "$PWD/out":/out app:build go build -o /out/app .',
        'scp out/app host:',
        'docker build -t app .',
      ],
    },
  ),
];
