import { classic, lines, type Expected, type ProjectFiles } from '../support/legacy.js';
import type { Vector } from './vector.js';

interface Copy {
  readonly id: string;
  readonly what: string;
  /** RUN lines of the builder that make the artifact; the builder works as node. */
  readonly made: readonly string[];
  readonly carry: readonly string[];
  readonly runtime: readonly string[];
  readonly base?: string;
  readonly files?: ProjectFiles;
  readonly expected: Expected;
}

function copy({ id, what, made, carry, runtime, base = 'alpine', files = {}, expected }: Copy): Vector {
  const builder = lines('FROM node:8', 'USER node', 'WORKDIR /src', ...made);
  return { id, what, files: classic({ builder, runtime: lines(`FROM ${base}`, ...runtime), carry, files }), expected };
}

function from(source: string, destination: string): string {
  return `COPY --from=builder --chown=0:0 ${source} ${destination}`;
}

const server = { made: ['RUN gcc -o /out/server .'], carry: ['docker cp c:/out/server app'] };
const dist = { made: ['RUN mkdir -p /src/dist/css'], carry: ['docker cp c:/src/dist dist'] };

/** Section 6.2: what becomes of the COPY lines of the runtime image. */
export const copyVectors: readonly Vector[] = [
  copy({
    id: 'T-K1',
    what: 'a file under its own name',
    made: ['RUN go build -o /go/src/x/app .'],
    carry: ['docker cp c:/go/src/x/app app'],
    runtime: ['COPY app .'],
    expected: { status: 'converted', lines: [from('/go/src/x/app', '.')] },
  }),
  copy({
    id: 'T-K2',
    what: 'a folder',
    ...dist,
    base: 'nginx',
    runtime: ['COPY dist /usr/share/nginx/html'],
    expected: { status: 'converted', lines: [from('/src/dist', '/usr/share/nginx/html')] },
  }),
  copy({
    id: 'T-K3',
    what: 'a renamed folder',
    made: ['RUN mkdir -p /src/build'],
    carry: ['docker cp c:/src/build dist'],
    runtime: ['COPY dist/ ./public/'],
    expected: { status: 'converted', lines: [from('/src/build', './public/')] },
  }),
  copy({
    id: 'T-K4',
    what: 'a renamed file into a folder',
    ...server,
    runtime: ['COPY app /usr/local/bin/'],
    expected: { status: 'converted', lines: [from('/out/server', '/usr/local/bin/app')] },
  }),
  copy({
    id: 'T-K5',
    what: 'a renamed file into .',
    ...server,
    runtime: ['COPY app .'],
    expected: { status: 'converted', lines: [from('/out/server', './app')] },
  }),
  copy({
    id: 'T-K6',
    what: 'a renamed file into a standard folder without a slash',
    ...server,
    runtime: ['COPY app /usr/local/bin'],
    expected: { status: 'converted', lines: [from('/out/server', '/usr/local/bin/app')] },
  }),
  copy({
    id: 'T-K7',
    what: 'a renamed file where no folder is',
    ...server,
    runtime: ['COPY app /app'],
    expected: { status: 'converted', lines: [from('/out/server', '/app')] },
  }),
  copy({
    id: 'T-K8',
    what: 'a renamed file into the working directory',
    ...server,
    runtime: ['WORKDIR /app', 'COPY app /app'],
    expected: { status: 'converted', lines: [from('/out/server', '/app/app')] },
  }),
  copy({
    id: 'T-K9',
    what: 'a renamed artifact of unknown kind goes through a shim',
    made: ['RUN make'],
    carry: ['docker cp c:/out/x y'],
    runtime: ['COPY y /opt/svc'],
    expected: {
      status: 'converted',
      lines: [
        'FROM builder AS handoff',
        'USER 0',
        'RUN mkdir -p /__handoff && cp -a /out/x /__handoff/y',
        '',
        'FROM alpine',
        'COPY --from=handoff --chown=0:0 /__handoff/y /opt/svc',
      ],
    },
  }),
  copy({
    id: 'T-K10',
    what: 'an artifact beside a file of the context',
    made: ['RUN go build -o /out/app .'],
    carry: ['mkdir bin', 'docker cp c:/out/app bin/app'],
    runtime: ['COPY bin/app config.yml /srv/'],
    files: { 'config.yml': 'a: 1\n' },
    expected: { status: 'converted', lines: [from('/out/app', '/srv/'), 'COPY config.yml /srv/'] },
  }),
  copy({
    id: 'T-K11',
    what: 'a part of a folder',
    ...dist,
    runtime: ['COPY dist/css /css'],
    expected: { status: 'converted', lines: [from('/src/dist/css', '/css')] },
  }),
  copy({
    id: 'T-K12',
    what: 'a wildcard in a folder',
    made: ['RUN mkdir -p /src/target && mvn package'],
    carry: ['docker cp c:/src/target target'],
    runtime: ['COPY target/*.jar app.jar'],
    expected: { status: 'converted', lines: [from('/src/target/*.jar', 'app.jar')] },
  }),
  copy({
    id: 'T-K13',
    what: 'a folder inside a folder of the repository',
    made: ['RUN mkdir -p /src/public/build'],
    carry: ['docker cp c:/src/public/build public/build'],
    runtime: ['COPY . /srv'],
    files: { 'public/index.html': 'x\n' },
    expected: {
      status: 'converted',
      codes: ['directory-mode'],
      lines: ['COPY . /srv', from('/src/public/build', '/srv/public/build/')],
    },
  }),
  copy({
    id: 'T-K14',
    what: 'a file of the whole context',
    made: ['RUN go build -o /out/app .'],
    carry: ['docker cp c:/out/app app'],
    runtime: ['COPY . .'],
    expected: { status: 'converted', lines: ['COPY . .', from('/out/app', './app')] },
  }),
  {
    id: 'T-K15',
    what: 'a staged context goes away',
    files: {
      'Dockerfile.build': lines('FROM node:8', 'USER node', 'RUN go build -o /o/b .'),
      D: lines('FROM alpine', 'COPY . /app/'),
      'c.yml': 'a: 1\n',
      'build.sh*': lines(
        'set -e',
        'docker build -t app:build -f Dockerfile.build .',
        'docker create --name x app:build',
        'mkdir ctx',
        'docker cp x:/o/b ctx/',
        'cp c.yml ctx/',
        'docker rm x',
        'docker build -t app -f D ctx',
      ),
    },
    expected: {
      status: 'converted',
      lines: [from('/o/b', '/app/b'), 'COPY c.yml /app/c.yml'],
      script: ['docker build -t app -f D .'],
    },
  },
  copy({
    id: 'T-K16',
    what: 'the author’s owner is repeated',
    ...dist,
    runtime: ['COPY --chown=node:node dist /app'],
    base: 'node:8',
    expected: { status: 'converted', lines: ['COPY --from=builder --chown=node:node /src/dist /app'] },
  }),
  copy({
    id: 'T-K17',
    what: 'a tar that ADD unpacks',
    made: ['RUN mkdir -p /o && tar czf /o/a.tgz dist'],
    carry: ['docker cp c:/o/a.tgz a.tgz'],
    runtime: ['ADD a.tgz /srv/'],
    expected: {
      status: 'converted',
      codes: ['archive-owners'],
      lines: [
        'FROM builder AS handoff',
        'USER 0',
        'RUN mkdir -p /__u && tar --numeric-owner -xpf /o/a.tgz -C /__u',
        '',
        'FROM alpine',
        'COPY --from=handoff /__u/ /srv/',
      ],
    },
  }),
  copy({
    id: 'T-K18',
    what: 'ADD of a file that is no archive',
    made: ['RUN go build -o /o/app .'],
    carry: ['docker cp c:/o/app app'],
    runtime: ['ADD app /usr/bin/app'],
    expected: { status: 'converted', lines: [from('/o/app', '/usr/bin/app')] },
  }),
  copy({
    id: 'T-K19',
    what: 'a blank in the name',
    made: ['RUN go build -o "/o/my app" .'],
    carry: ['docker cp "c:/o/my app" "my app"'],
    runtime: ['COPY ["my app","/x/"]'],
    expected: { status: 'converted', lines: ['COPY --from=builder --chown=0:0 ["/o/my app", "/x/"]'] },
  }),
  copy({
    id: 'T-K20',
    what: 'a container path without a slash starts at the root',
    made: ['RUN go build -o build/app .'],
    carry: ['docker cp c:build/app app'],
    runtime: ['COPY app /'],
    expected: { status: 'converted', lines: [from('/build/app', '/')] },
  }),
  copy({
    id: 'T-K21',
    what: 'a tracked folder gets it inside',
    ...dist,
    runtime: ['COPY dist /html'],
    files: { 'dist/keep': '' },
    expected: {
      status: 'converted',
      codes: ['directory-mode'],
      lines: ['COPY dist /html', from('/src/dist', '/html/dist')],
    },
  }),
  copy({
    id: 'T-K23',
    what: 'the contents of a folder merge with tracked files',
    made: ['RUN mkdir -p /src/dist'],
    carry: ['docker cp c:/src/dist/. dist'],
    runtime: ['COPY dist /html'],
    files: { 'dist/keep': '' },
    expected: { status: 'converted', lines: ['COPY dist /html', from('/src/dist', '/html/')] },
  }),
  {
    id: 'T-K24',
    what: 'an image that is never built here',
    files: {
      Dockerfile: lines('FROM alpine', 'COPY tool /usr/bin/'),
      'build.sh*': lines(
        'set -e',
        'docker create --name c vendor/tool:1.2',
        'docker cp c:/bin/tool tool',
        'docker rm c',
        'docker build -t app .',
      ),
    },
    expected: {
      status: 'converted',
      lines: ['COPY --from=vendor/tool:1.2 --chown=0:0 /bin/tool /usr/bin/'],
      script: ['docker build -t app .'],
    },
  },
];
