import { lines } from '../support/legacy.js';
import { appRuntime, beforeRun, goBuilder, program, scripted, type HazardCase } from './row.js';

const named = (name: string): string => goBuilder.replace('1.19', `1.19 AS ${name}`);

/** Stages of the merged file, and what is said at its top. */
export const stageHazards: readonly HazardCase[] = [
  program(
    'STG-1',
    'a stage must not hide an image',
    { runtime: lines('FROM builder', 'COPY app /') },
    {
      status: 'converted',
      lines: ['FROM golang:1.19 AS build'],
    },
  ),
  program(
    'STG-2',
    'numbers of stages become names',
    { runtime: lines('FROM alpine', 'FROM scratch', 'COPY --from=0 /etc/ssl /etc/ssl', 'COPY app /') },
    {
      status: 'converted',
      lines: ['FROM alpine AS alpine-files', 'FROM scratch', 'COPY --from=alpine-files /etc/ssl /etc/ssl'],
    },
  ),
  program(
    'STG-2',
    'a target by number',
    { runtime: lines('FROM alpine', 'COPY app /', 'FROM scratch'), runtimeOptions: '--target 0' },
    {
      status: 'converted',
      lines: ['COPY --from=builder /out/app /'],
      script: ['docker build -t app --target runtime .'],
    },
  ),
  program(
    'STG-3',
    'a target that runs the tests is still built',
    {
      builder: `${named('compile')}${lines('FROM compile AS test', 'RUN go test ./...', 'FROM compile')}`,
      before: ['docker build --target test -f Dockerfile.build .'],
    },
    {
      status: 'converted',
      lines: ['FROM compile AS test', 'RUN go test ./...'],
      script: ['docker build --target test -f Dockerfile.build .', 'docker build -t app .'],
    },
  ),
  program(
    'STG-4',
    'one name in both files',
    {
      builder: `${named('base')}FROM base\n`,
      runtime: lines('FROM alpine AS base', 'RUN apk add x', 'FROM base', 'COPY app /'),
    },
    {
      status: 'converted',
      lines: [
        'FROM builder-base AS builder',
        '',
        'FROM alpine AS base',
        'RUN apk add x',
        'FROM base',
        'COPY --from=builder /out/app /',
      ],
    },
  ),
  scripted(
    'STG-5',
    'stages stand before those that use them',
    ['docker build -t app:b -f Dockerfile.b .', 'docker build -t app:a -f Dockerfile.a .', 'docker build -t app .'],
    {
      'Dockerfile.b': goBuilder,
      'Dockerfile.a': lines('FROM app:b', 'RUN go vet'),
      Dockerfile: lines('FROM alpine', 'COPY --from=app:a /out/app /', 'COPY --from=app:b /out/app /b'),
    },
    { status: 'converted', lines: ['FROM b AS a', 'RUN go vet'] },
  ),
  program(
    'STG-6',
    'stages behind a target go',
    { builder: `${named('compile')}${lines('FROM compile', 'RUN go test')}`, builderOptions: '--target compile' },
    {
      status: 'converted',
      never: ['go test'],
    },
  ),
  scripted(
    'STG-7',
    'the runtime is based on the builder',
    ['docker build -t app:build -f Dockerfile.build .', 'docker build -t app .'],
    { Dockerfile: lines('FROM app:build', 'CMD ["app"]') },
    {
      status: 'converted',
      codes: ['runtime-from-builder'],
    },
  ),
  program(
    'STG-8',
    'a stage FROM scratch needs an engine that starts afresh',
    { runtime: lines('FROM scratch', 'COPY app /') },
    {
      status: 'converted',
      floor: '17.09',
    },
  ),
  program(
    'STG-9',
    'the author of the builder',
    { builder: `${goBuilder}MAINTAINER Anna\n` },
    {
      status: 'converted',
      codes: ['maintainer-stage'],
    },
  ),
  program(
    'STG-9',
    'two stages on one base',
    { builder: beforeRun('ENV A=1'), runtime: lines('FROM golang:1.19', 'COPY app /') },
    {
      status: 'converted',
      codes: ['shared-base'],
    },
  ),
  program(
    'STG-10',
    'the base takes the artifact by ONBUILD',
    { runtime: lines('FROM node:8-onbuild', 'EXPOSE 80') },
    {
      status: 'refused',
      codes: ['onbuild-base'],
    },
  ),
  scripted(
    'STG-10',
    'the base is built here and takes the artifact by ONBUILD',
    [
      'docker build -t app:base -f Dockerfile.base .',
      'docker build -t app:build -f Dockerfile.build .',
      'docker create --name c app:build',
      'docker cp c:/out/app app',
      'docker cp c:/out/other other',
      'docker rm c',
      'docker build -t app .',
    ],
    {
      'Dockerfile.base': lines('FROM alpine', 'ONBUILD COPY app /'),
      Dockerfile: lines('FROM app:base', 'COPY other /'),
    },
    { status: 'refused', codes: ['onbuild-base'] },
  ),
  program(
    'STG-11',
    'a trigger of the builder would run in a shim',
    {
      builder: `${goBuilder}ONBUILD RUN x\n`,
      runtime: lines('FROM acme/base', 'COPY y /opt/x'),
      carry: ['docker cp c:/out/x y'],
    },
    { status: 'refused', codes: ['shim-needs-builder'] },
  ),
  program(
    'STG-12',
    'different escape characters',
    { builder: `# escape=\`\n${goBuilder}` },
    {
      status: 'refused',
      codes: ['escape-conflict'],
    },
  ),
  program(
    'STG-12',
    'the higher of two syntax lines',
    {
      builder: `# syntax=docker/dockerfile:1.0\n${goBuilder}`,
      runtime: `# syntax=docker/dockerfile:1.4\n${appRuntime}`,
    },
    { status: 'converted', lines: ['# syntax=docker/dockerfile:1.4', 'FROM golang:1.19 AS builder'], never: ['1.0'] },
  ),
  program(
    'STG-12',
    'two syntax lines of which none is the higher',
    { builder: `# syntax=acme/dockerfile\n${goBuilder}`, runtime: `# syntax=docker/dockerfile:1.4\n${appRuntime}` },
    { status: 'refused', codes: ['syntax-conflict'] },
  ),
  program(
    'STG-13',
    'a named context has the name that the stage would get',
    {
      builderOptions: '--build-context builder=lib',
      runtimeOptions: '--build-context builder=lib',
      files: { 'lib/x': 'x\n' },
    },
    { status: 'converted', never: ['AS builder\n'] },
  ),
  program(
    'STG-14',
    'the engine is not another one',
    { before: ['export DOCKER_BUILDKIT=1'] },
    {
      status: 'converted',
      floor: '18.09',
      script: ['export DOCKER_BUILDKIT=1', 'docker build -t app .'],
    },
  ),
  program(
    'VER-1',
    'a pipeline on an engine that has no stages',
    { files: { '.gitlab-ci.yml': 'image: docker:1.12\nbuild:\n  script: ./build.sh\n' } },
    {
      status: 'converted',
      codes: ['engine-too-old'],
    },
  ),
  {
    ...program(
      'VER-1',
      '--engine classic refuses what BuildKit alone takes',
      { builder: goBuilder.replace('RUN', 'RUN --mount=type=cache,target=/root/.cache') },
      { status: 'refused', codes: ['needs-buildkit'] },
    ),
    arguments: ['--engine', 'classic'],
  },
  {
    ...program('VER-1', '--engine classic takes what every engine takes', {}, { status: 'converted', floor: '17.09' }),
    arguments: ['--engine', 'classic'],
  },
  program(
    'VER-1',
    'the floor is what the legacy files ask for',
    { builder: goBuilder.replace('RUN', 'RUN --mount=type=cache,target=/root/.cache') },
    { status: 'converted', floor: '20.10' },
  ),
  program(
    'VER-1',
    'a syntax line fetches what the file needs',
    { builder: `# syntax=docker/dockerfile:1.4\n${goBuilder.replace('RUN', 'RUN --network=none')}` },
    { status: 'converted', floor: '18.09' },
  ),
  program('VER-2', 'no syntax line is written that was not there', {}, { status: 'converted', never: ['syntax='] }),
];
