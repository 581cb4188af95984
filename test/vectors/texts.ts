import { classic, lines, type Classic, type Expected, type ProjectFiles } from '../support/legacy.js';
import type { Vector } from './vector.js';

const go = lines('FROM golang:1.19', 'WORKDIR /src', 'COPY main.go .', 'RUN go build -o /out/app .');
const carry = ['docker cp c:/out/app app'];

/** A project whose script builds the runtime image by these statements. */
function written(
  id: string,
  what: string,
  statements: readonly string[],
  expected: Expected,
  files: ProjectFiles = {},
): Vector {
  const script = lines(
    '#!/bin/bash',
    'set -e',
    'docker build -t app:build -f Dockerfile.build .',
    'docker create --name c app:build',
    ...carry,
    'docker rm c',
    ...statements,
  );
  return {
    id,
    what,
    files: { 'main.go': 'package main\n', 'Dockerfile.build': go, 'build.sh*': script, ...files },
    expected,
  };
}

function merge(id: string, what: string, project: Partial<Classic>, expected: Expected): Vector {
  return {
    id,
    what,
    files: classic({ builder: go, runtime: lines('FROM alpine', 'COPY app /'), carry, ...project }),
    expected,
  };
}

const heredoc = (...text: readonly string[]): string[] => ['docker build -t app -f - . <<EOF', ...text, 'EOF'];
const refused = (code: 'generated-dockerfile' | 'ignore-differs' | 'contexts-differ'): Expected => ({
  status: 'refused',
  codes: [code],
  script: null,
});

/** Texts that scripts write (I-14 … I-17), exported folders (I-20), contexts and ignore files (C5, IGN-1, IGN-3, IGN-6). */
export const textVectors: readonly Vector[] = [
  written(
    'I-16 constant',
    'a variable that is constant is written out, and an escaped one stays',
    ['BASE=alpine', ...heredoc('FROM $BASE:3.4', 'COPY app /', 'RUN echo "\\$HOME"')],
    {
      status: 'converted',
      codes: [],
      lines: ['FROM alpine:3.4', 'COPY --from=builder /out/app /', 'RUN echo "$HOME"'],
      script: ['BASE=alpine', 'docker build -t app .'],
    },
  ),
  written('I-16 FROM', 'a variable in FROM becomes a global argument', heredoc('FROM $BASE', 'COPY app /'), {
    status: 'converted',
    codes: [],
    lines: ['ARG BASE', 'FROM golang:1.19 AS builder'],
    script: ['docker build -t app --build-arg BASE="$BASE" .'],
  }),
  written(
    'I-16 command',
    'what a command prints becomes an argument that the script computes',
    heredoc('FROM alpine', 'COPY app /', 'WORKDIR /srv/$(git describe)'),
    { status: 'converted', codes: [], lines: ['ARG GIT_DESCRIBE', 'WORKDIR /srv/$GIT_DESCRIBE'] },
  ),
  written(
    'I-16 ENV of the same name',
    'an ENV of the same name with another value keeps its name',
    heredoc('FROM alpine', 'ENV V=v$V', 'COPY app /', 'WORKDIR /srv/$V'),
    {
      status: 'converted',
      codes: ['generated-value'],
      lines: ['ARG SCRIPT_V', 'ENV V=v$SCRIPT_V', 'COPY --from=builder /out/app /', 'WORKDIR /srv/$SCRIPT_V'],
    },
  ),
  written(
    'I-16 CMD',
    'a value in CMD cannot come as an argument',
    heredoc('FROM alpine', 'COPY app /', 'CMD ["/app", "$MODE"]'),
    refused('generated-dockerfile'),
  ),
  written(
    'I-16 --from',
    'a value in --from cannot come as an argument',
    heredoc('FROM alpine', 'COPY app /', 'COPY --from=$OTHER /x /x'),
    refused('generated-dockerfile'),
  ),
  written(
    'I-16 instruction',
    'a value may be an instruction of its own',
    heredoc('FROM alpine', 'COPY app /', '$EXTRA'),
    refused('generated-dockerfile'),
  ),
  written(
    'I-16 single quotes',
    'between single quotes no shell expands the argument',
    heredoc('FROM alpine', 'COPY app /', "RUN echo '$V' > /v"),
    refused('generated-dockerfile'),
  ),
  written(
    'I-16 JSON',
    'a RUN in JSON form expands no variables',
    heredoc('FROM alpine', 'COPY app /', 'RUN ["touch", "/$V"]'),
    refused('generated-dockerfile'),
  ),
  written(
    'I-16 file',
    'a Dockerfile that the script writes and removes is a file now',
    [
      'echo "FROM alpine" > Dockerfile',
      'echo "COPY app /" >> Dockerfile',
      'docker build -t app .',
      'rm Dockerfile app',
    ],
    {
      status: 'converted',
      codes: [],
      lines: ['FROM alpine', 'COPY --from=builder /out/app /'],
      script: ['docker build -t app .'],
    },
  ),
  written(
    'I-16 process substitution',
    'a text behind -f <(…) is a file now',
    ['docker build -t app -f <(printf "FROM alpine\\nCOPY app /\\n") .'],
    {
      status: 'converted',
      codes: [],
      lines: ['FROM alpine', 'COPY --from=builder /out/app /'],
      script: ['docker build -t app .'],
    },
  ),
  written(
    'I-16 other command',
    'a message that is printed beside stays',
    ['echo building', ...heredoc('FROM alpine', 'COPY app /')],
    { status: 'converted', codes: [], script: ['echo building', 'docker build -t app .'] },
  ),
  written(
    'I-17 sed',
    'placeholders that sed replaces become constants and arguments',
    ['sed "s/@BASE@/alpine/; s|@TAG@|$TAG|g" Dockerfile.in > Dockerfile', 'docker build -t app .'],
    {
      status: 'converted',
      codes: [],
      lines: ['FROM alpine:$TAG', 'COPY --from=builder /out/app /'],
      script: ['docker build -t app --build-arg TAG="$TAG" .'],
    },
    { 'Dockerfile.in': lines('FROM @BASE@:@TAG@', 'COPY app /') },
  ),
  written(
    'I-17 sed -i',
    'a FROM that sed writes anew in place is written out, for this FROM alone',
    ["sed -i 's/^FROM .*/FROM alpine:3.4/' Dockerfile", 'docker build -t app .'],
    {
      status: 'converted',
      codes: [],
      lines: ['FROM golang:1.19 AS builder'],
      never: ['FROM scratch'],
      script: ['docker build -t app .'],
    },
    { Dockerfile: lines('FROM scratch', 'COPY app /') },
  ),
  written(
    'I-17 sed alternatives',
    'a sed script that is not sure to be understood is not carried out',
    ["sed -E 's/a|ab/x/' Dockerfile.in > Dockerfile", 'docker build -t app .'],
    refused('generated-dockerfile'),
    { 'Dockerfile.in': lines('FROM alpine', 'COPY app /') },
  ),
  written(
    'I-17 envsubst',
    'only the variables that are named are put in',
    ['export BASE=alpine', "envsubst '$BASE' < Dockerfile.in | docker build -t app -f - ."],
    { status: 'converted', codes: [], lines: ['FROM alpine', 'ENV PATH=/opt:$PATH'] },
    { 'Dockerfile.in': lines('FROM $BASE', 'ENV PATH=/opt:$PATH', 'COPY app /') },
  ),
  {
    id: 'I-14',
    what: 'a builder on standard input without a context',
    files: {
      'Dockerfile.build': lines('FROM golang:1.19', 'RUN go get -d x && go build -o /out/app x'),
      Dockerfile: lines('FROM alpine', 'COPY app /'),
      'build.sh*': lines(
        'set -e',
        'docker build -t app:build - < Dockerfile.build',
        'docker create --name c app:build',
        ...carry,
        'docker rm c',
        'docker build -t app .',
      ),
    },
    expected: {
      status: 'converted',
      lines: ['FROM alpine', 'COPY --from=builder /out/app /'],
      script: ['docker build -t app .'],
    },
  },
  {
    id: 'I-21',
    what: 'a runtime on standard input that copies from the builder’s tag gets the builder’s context',
    files: {
      'main.go': 'package main\n',
      'Dockerfile.build': go,
      'build.sh*': lines(
        'set -e',
        'docker build -t app:build -f Dockerfile.build .',
        'docker build -t app - <<EOF',
        'FROM alpine',
        'COPY --from=app:build /out/app /',
        'EOF',
      ),
    },
    expected: {
      status: 'converted',
      lines: ['FROM alpine', 'COPY --from=builder /out/app /'],
      script: ['docker build -t app .'],
    },
  },
  {
    id: 'C5 ignore',
    what: 'what the folder’s own ignore file kept out stays out of the wider context',
    files: {
      'a/Dockerfile': lines('FROM golang:1.19', 'WORKDIR /src', 'COPY . .', 'RUN go build -o /out/app .'),
      'a/main.go': 'package main\n',
      'a/notes.md': 'notes\n',
      'a/.dockerignore': '*.md\n',
      'b/Dockerfile': lines('FROM alpine', 'COPY app /', 'COPY motd /etc/motd'),
      'b/motd': 'hello\n',
      'build.sh*': lines(
        'set -e',
        'docker build -t app:build a',
        'docker create --name c app:build',
        'docker cp c:/out/app b/app',
        'docker rm c',
        'docker build -t app b',
      ),
    },
    expected: {
      status: 'converted',
      codes: ['wider-context', 'larger-context', 'ignore-file-changed'],
      lines: ['a/*.md'],
      script: ['docker build -t app -f b/Dockerfile .'],
    },
  },
  {
    id: 'IGN-3 whole folder',
    what: 'a runtime that copies the whole context would see what the builder needs',
    files: {
      'a/Dockerfile': lines('FROM golang:1.19', 'COPY main.go .', 'RUN go build -o /out/app main.go'),
      'a/main.go': 'package main\n',
      '.dockerignore': lines('*', '!app', '!motd'),
      Dockerfile: lines('FROM alpine', 'COPY . /srv/'),
      motd: 'hello\n',
      'build.sh*': lines(
        'set -e',
        'docker build -t app:build a',
        'docker create --name c app:build',
        ...carry,
        'docker rm c',
        'docker build -t app .',
      ),
    },
    expected: refused('ignore-differs'),
  },
  merge(
    'IGN-6',
    'an ignore file that belongs to the builder alone and changes what it sees',
    {
      builder: go.replace('COPY main.go', 'COPY .'),
      files: { 'Dockerfile.build.dockerignore': 'notes.md\n', 'notes.md': 'notes\n' },
    },
    refused('ignore-differs'),
  ),
  merge(
    'IGN-6 no difference',
    'an ignore file that belongs to the builder alone and changes nothing that it copies',
    { files: { 'Dockerfile.build.dockerignore': 'notes.md\n', 'notes.md': 'notes\n' } },
    { status: 'converted', script: ['docker build -t app .'] },
  ),
  merge(
    'T-M9',
    'a runtime that is based on the builder’s tag',
    { runtime: lines('FROM app:build', 'COPY app /usr/bin/'), carry },
    {
      status: 'converted',
      codes: ['runtime-from-builder'],
      lines: ['FROM builder', 'COPY --from=builder /out/app /usr/bin/'],
    },
  ),
];
