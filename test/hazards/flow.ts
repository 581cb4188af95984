import { lines } from '../support/legacy.js';
import { appRuntime, beforeRun, goBuilder, program, scripted, type HazardCase } from './row.js';

const kept = [
  'docker build --target builder -t app:build .',
  'docker create --name c app:build',
  'docker cp c:/out/app app',
  'docker rm c',
  'docker build -t app .',
];

/** Tools and values of the host, platforms, time, cache, metadata and the flow of the script. */
export const flowHazards: readonly HazardCase[] = [
  program(
    'HOST-3',
    'a tool of another system edits the artifact',
    { carry: ['docker cp c:/out/app app', "sed -i '' s/a/b/ app"] },
    {
      status: 'refused',
      codes: ['transformed-on-host'],
    },
  ),
  program(
    'HOST-4',
    'a value of the host stays a value of the host',
    { builder: beforeRun('ARG V').replace('-o', '-ldflags "$V" -o'), builderOptions: '--build-arg V=$(git describe)' },
    { status: 'converted', script: ['docker build -t app --build-arg V=$(git describe) .'] },
  ),
  program(
    'PLAT-1',
    'other system libraries in the runtime do not count',
    { runtime: lines('FROM busybox', 'COPY app /') },
    {
      status: 'converted',
    },
  ),
  program(
    'PLAT-2',
    'a program for another processor',
    { builder: beforeRun('ENV GOARCH=arm') },
    { status: 'converted' },
  ),
  scripted(
    'PLAT-3',
    'two engines',
    [
      'docker -H build:2375 build -t app:build -f Dockerfile.build .',
      'docker -H build:2375 create --name c app:build',
      'docker -H build:2375 cp c:/out/app app',
      'docker build -t app .',
    ],
    {},
    {
      status: 'refused',
      codes: ['options-differ'],
    },
  ),
  program(
    'PLAT-3',
    'two platforms',
    { runtimeOptions: '--platform linux/arm64' },
    { status: 'refused', codes: ['options-differ'] },
  ),
  program(
    'TIME-1',
    'times of files do not count',
    { carry: ['docker cp c:/out/app app', 'touch app'] },
    {
      status: 'converted',
      script: ['docker build -t app .'],
    },
  ),
  program(
    'CACHE-1',
    '--no-cache on the builder',
    { builderOptions: '--no-cache' },
    { status: 'converted', codes: ['no-cache-dropped'] },
  ),
  program(
    'CACHE-1',
    '--no-cache on the runtime',
    { runtimeOptions: '--no-cache' },
    { status: 'converted', codes: ['no-cache-wider'] },
  ),
  program(
    'CACHE-1',
    '--pull on the builder',
    { builderOptions: '--pull' },
    {
      status: 'converted',
      codes: ['pull-wider'],
      script: ['docker build -t app --pull .'],
    },
  ),
  program(
    'CACHE-2',
    'the builder image is the cache of the next run',
    {
      before: ['docker pull app:build || true'],
      builderOptions: '--cache-from app:build',
      after: ['docker push app:build'],
    },
    {
      status: 'converted',
      script: [
        'docker pull app:build || true',
        'docker build --target builder -t app:build --cache-from app:build .',
        'docker build -t app --cache-from app:build .',
        'docker push app:build',
      ],
    },
  ),
  program(
    'META-1',
    'labels of the builder go with it',
    { builderOptions: '--label a=1', runtimeOptions: '--label b=2' },
    {
      status: 'converted',
      script: ['docker build -t app --label b=2 .'],
    },
  ),
  scripted(
    'META-2',
    'the text that the build prints is read',
    [
      'docker build -t app:build -f Dockerfile.build .',
      'docker create --name c app:build',
      'docker cp c:/out/app app',
      'docker rm c',
      'docker build -t app . > build.log',
      'grep "Step 2/2" build.log',
    ],
    {},
    { status: 'converted', codes: ['output-read'] },
  ),
  program(
    'META-3',
    '--squash of the builder goes, that of the runtime stays',
    { builderOptions: '--squash', runtimeOptions: '--squash' },
    {
      status: 'converted',
      script: ['docker build -t app --squash .'],
    },
  ),
  program(
    'META-4',
    'the size of the image is looked at',
    { after: ['docker images app'] },
    {
      status: 'converted',
      script: ['docker build -t app .', 'docker images app'],
    },
  ),
  program(
    'META-6',
    'a builder that sees no local images',
    { before: ['docker buildx create --use'] },
    {
      status: 'converted',
      script: ['docker buildx create --use', 'docker build -t app .'],
    },
  ),
  program(
    'FLOW-1',
    'the artifact is uploaded',
    { after: ['scp app host:'] },
    {
      status: 'converted',
      codes: ['host-copy-kept'],
      script: [...kept, 'scp app host:'],
    },
  ),
  program(
    'FLOW-2',
    'the builder image is pushed',
    { after: ['docker push app:build'] },
    {
      status: 'converted',
      script: ['docker build --target builder -t app:build .', 'docker build -t app .', 'docker push app:build'],
    },
  ),
  program(
    'FLOW-2',
    'the builder tells the tag',
    {
      before: [],
      carry: ['docker cp c:/out/app app', 'VERSION=$(docker run --rm app:build /out/app --version)'],
      runtimeOptions: '-t app:$VERSION',
    },
    {
      status: 'converted',
      script: [
        'docker build --target builder -t app:build .',
        'VERSION=$(docker run --rm app:build /out/app --version)',
        'docker build -t app -t app:$VERSION .',
      ],
    },
  ),
  scripted(
    'FLOW-3',
    'the artifact is built only where it is missing',
    [
      'if [ ! -f app ]; then',
      '  docker build -t app:build -f Dockerfile.build .',
      '  docker create --name c app:build',
      '  docker cp c:/out/app app',
      '  docker rm c',
      'fi',
      'docker build -t app .',
    ],
    {},
    { status: 'converted', codes: ['artifact-as-cache'], script: ['docker build -t app .'] },
  ),
  {
    rule: 'FLOW-4',
    what: 'a container of an earlier run is no longer copied from',
    files: {
      'main.go': 'package main\n',
      'Dockerfile.build': goBuilder,
      Dockerfile: appRuntime,
      'build.sh*': lines(
        'docker build -t app:build -f Dockerfile.build .',
        'docker create --name c app:build',
        'docker cp c:/out/app app',
        'docker rm c',
        'docker build -t app .',
      ),
    },
    expected: { status: 'converted', codes: ['stale-container'] },
  },
  program(
    'FLOW-4',
    'a copy that may fail',
    { carry: ['docker cp c:/out/app app || true'] },
    {
      status: 'refused',
      codes: ['optional-artifact'],
    },
  ),
  scripted(
    'FLOW-5',
    'a copy that nobody waits for',
    [
      'docker build -t app:build -f Dockerfile.build .',
      'docker create --name c app:build',
      'docker cp c:/out/app app &',
      'docker cp c:/out/other other &',
      'wait',
      'docker build -t app .',
    ],
    {},
    { status: 'refused', codes: ['optional-artifact'] },
  ),
  program(
    'FLOW-6',
    'a path that nobody knows',
    { carry: ['docker cp c:$1 app'] },
    { status: 'refused', codes: ['unresolved-path'] },
  ),
  program(
    'FLOW-6',
    'a text that is run',
    { carry: ['docker cp c:/out/app app', 'eval "$POST"'] },
    { status: 'refused', codes: ['unread-construct'] },
  ),
  scripted(
    'FLOW-7',
    'a Dockerfile that a command makes',
    [
      'm4 Dockerfile.in > Dockerfile.gen',
      'docker build -t app:build -f Dockerfile.gen .',
      'docker create --name c app:build',
      'docker cp c:/out/app app',
      'docker build -t app .',
    ],
    { 'Dockerfile.in': goBuilder },
    {
      status: 'refused',
      codes: ['generated-dockerfile'],
    },
  ),
  program(
    'FLOW-8',
    'a Makefile names the builder’s file',
    { files: { Makefile: 'lint:\n\tdocker run hadolint Dockerfile.build\n' } },
    {
      status: 'converted',
      codes: ['reference-left'],
    },
  ),
  scripted(
    'FLOW-9',
    'a trap removes what is no longer there',
    [
      'trap "docker rm -f c" EXIT',
      'docker build -t app:build -f Dockerfile.build .',
      'docker create --name c app:build',
      'docker cp c:/out/app app',
      'docker build -t app .',
    ],
    {},
    { status: 'converted', script: ['docker build -t app .'] },
  ),
  program(
    'FLOW-10',
    'the artifact is removed',
    { after: ['rm app'] },
    { status: 'converted', script: ['docker build -t app .'] },
  ),
];
