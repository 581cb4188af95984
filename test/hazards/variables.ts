import { lines } from '../support/legacy.js';
import { beforeRun, program, scripted, type HazardCase } from './row.js';

const version = 'RUN go build -ldflags "$V" -o /out/app .';
const withArgument = beforeRun('ARG V').replace('RUN go build -o /out/app .', version);
const labelled = lines('FROM alpine', 'ARG V=b', 'LABEL v=$V', 'COPY app /');

/** Build arguments and environment. */
export const variableHazards: readonly HazardCase[] = [
  program(
    'ARG-1',
    'one name, two values',
    { builder: withArgument, runtime: labelled, builderOptions: '--build-arg V=1', runtimeOptions: '--build-arg V=2' },
    {
      status: 'converted',
      lines: ['ARG BUILDER_V', 'ENV V=$BUILDER_V', version],
      script: ['docker build -t app --build-arg V=2 --build-arg BUILDER_V=1 .'],
    },
  ),
  program(
    'ARG-2',
    'a default that would be overridden',
    { builder: withArgument, runtime: labelled, builderOptions: '--build-arg V=1' },
    {
      status: 'converted',
      lines: ['ARG BUILDER_V', 'ENV V=$BUILDER_V', version],
      script: ['docker build -t app --build-arg BUILDER_V=1 .'],
    },
  ),
  program(
    'ARG-3',
    'an argument that the builder does not declare is not passed',
    { runtime: labelled, builderOptions: '--build-arg V=1' },
    {
      status: 'converted',
      script: ['docker build -t app .'],
    },
  ),
  program(
    'ARG-4',
    'an ARG before FROM moves to the top',
    { runtime: lines('ARG B=alpine', 'FROM $B', 'COPY app /') },
    {
      status: 'converted',
      lines: ['ARG B=alpine', 'FROM golang:1.19 AS builder'],
    },
  ),
  program(
    'ARG-5',
    'a default before FROM leaks into a bare ARG of the other file',
    { builder: withArgument, runtime: lines('ARG V=3.4', 'FROM alpine:$V', 'COPY app /') },
    {
      status: 'converted',
      lines: ['ARG V=3.4', 'FROM golang:1.19 AS builder'],
      never: ['ARG V\n'],
    },
  ),
  scripted(
    'ARG-6',
    'a stage inherits the argument of the image that it is FROM',
    ['docker build -t app:base -f Dockerfile.base .', 'docker build -t app .'],
    {
      'Dockerfile.base': lines('FROM alpine', 'ARG V=1', 'RUN echo $V > /v'),
      Dockerfile: lines('FROM app:base', 'RUN ./configure', 'COPY main.go /'),
    },
    { status: 'converted', codes: ['inherited-arguments', 'runtime-from-builder'] },
  ),
  program(
    'ARG-7',
    'a proxy that only the builder got',
    {
      builderOptions: '--build-arg http_proxy=$http_proxy',
      runtime: lines('FROM alpine', 'RUN apk add curl', 'COPY app /'),
    },
    {
      status: 'converted',
      codes: ['proxy-arguments'],
      script: ['docker build -t app --build-arg http_proxy=$http_proxy .'],
    },
  ),
  program(
    'ARG-8',
    'arguments that the engine fills',
    { builder: beforeRun('ARG TARGETARCH').replace('RUN', 'RUN GOARCH=$TARGETARCH') },
    {
      status: 'converted',
      lines: ['ARG TARGETARCH', 'RUN GOARCH=$TARGETARCH go build -o /out/app .'],
    },
  ),
  program(
    'ARG-9',
    'ENV and ARG of one name stay in their order',
    { builder: beforeRun('ENV V=1', 'ARG V=2') },
    {
      status: 'converted',
      lines: ['ENV V=1', 'ARG V=2', 'RUN go build -o /out/app .'],
    },
  ),
  program(
    'ARG-10',
    'a value that comes out of the builder',
    {
      carry: ['docker cp c:/out/app app', 'V=$(docker run --rm app:build ./app --version)'],
      runtimeOptions: '--build-arg V=$V',
      runtime: labelled,
    },
    {
      status: 'converted',
      script: [
        'docker build --target builder -t app:build .',
        'V=$(docker run --rm app:build ./app --version)',
        'docker build -t app --build-arg V=$V .',
      ],
    },
  ),
  program(
    'ARG-11',
    'a variable that may be empty keeps its words',
    { builder: withArgument, builderOptions: '--build-arg V=$V' },
    {
      status: 'converted',
      script: ['docker build -t app --build-arg V=$V .'],
    },
  ),
  program(
    'ENV-1',
    'the environment of the builder stays there',
    { builder: beforeRun('ENV CGO_ENABLED=0') },
    {
      status: 'converted',
      lines: ['ENV CGO_ENABLED=0', 'RUN go build -o /out/app .', '', 'FROM alpine', 'COPY --from=builder /out/app /'],
    },
  ),
  program(
    'SX1',
    'a token of the builder is named and not declared again',
    { builder: beforeRun('ARG NPM_TOKEN'), builderOptions: '--build-arg NPM_TOKEN=$NPM_TOKEN' },
    {
      status: 'converted',
      codes: ['secret-argument'],
      lines: ['FROM alpine', 'COPY --from=builder /out/app /'],
    },
  ),
  program(
    'SX1',
    'a name that only sounds like a key',
    { builder: beforeRun('ARG MONKEY'), builderOptions: '--build-arg MONKEY=1' },
    {
      status: 'converted',
    },
  ),
  program(
    'SX2',
    'a token in a builder that is pushed leaks as before',
    {
      builder: beforeRun('ARG NPM_TOKEN'),
      builderOptions: '--build-arg NPM_TOKEN=$NPM_TOKEN',
      after: ['docker push app:build'],
    },
    { status: 'converted', codes: ['secret-argument', 'secret-in-image'] },
  ),
  program(
    'SX4',
    'a secret of the builder goes to the one build',
    { builder: beforeRun().replace('RUN', 'RUN --mount=type=secret,id=k'), builderOptions: '--secret id=k,src=k' },
    {
      status: 'converted',
      script: ['docker build -t app --secret id=k,src=k .'],
    },
  ),
  program(
    'META-5',
    'an argument of the builder is not recorded in the image',
    { builder: withArgument, builderOptions: '--build-arg V=1' },
    {
      status: 'converted',
      lines: ['FROM alpine', 'COPY --from=builder /out/app /'],
    },
  ),
];
