import { lines } from '../support/legacy.js';
import { appRuntime, folder, goBuilder, program, scripted, type HazardCase } from './row.js';

const below = (ignore: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  'docker/Dockerfile': lines('FROM alpine', 'COPY app config.yml /'),
  'docker/config.yml': 'a: 1\n',
  ...ignore,
});
const buildBelow = [
  'docker build -t app:build -f Dockerfile.build .',
  'docker create --name c app:build',
  'docker cp c:/out/app docker/app',
  'docker rm c',
  'docker build -t app docker',
];

/** Ignore files and build contexts. */
export const contextHazards: readonly HazardCase[] = [
  folder(
    'IGN-2',
    'what the ignore file kept out of the artifact is removed',
    { files: { '.dockerignore': '**/*.map\n' } },
    {
      status: 'converted',
      lines: [
        "RUN mkdir -p /__handoff && cp -a /src/dist /__handoff/dist && find /__handoff/dist -name '*.map' -prune -exec rm -rf {} +",
      ],
    },
  ),
  folder(
    'IGN-2',
    'the ignore file kept everything out',
    { files: { '.dockerignore': 'dist\n' } },
    {
      status: 'converted',
      codes: ['ignored-artifact'],
    },
  ),
  folder(
    'IGN-2',
    'patterns that no command follows',
    { files: { '.dockerignore': 'dist/[a-c]?.js\n' } },
    {
      status: 'refused',
      codes: ['ignored-parts'],
    },
  ),
  folder(
    'IGN-2',
    'what the ignore file kept out of an artifact inside of a copied folder is removed, too',
    { runtime: lines('FROM nginx', 'COPY . /html'), files: { '.dockerignore': '**/*.map\n' } },
    {
      status: 'converted',
      codes: ['directory-mode'],
      lines: [
        "RUN mkdir -p /__handoff && cp -a /src/dist /__handoff/dist && find /__handoff/dist -name '*.map' -prune -exec rm -rf {} +",
        '',
        'FROM nginx',
        'COPY . /html',
        'COPY --from=handoff --chown=0:0 /__handoff/dist /html/dist',
      ],
    },
  ),
  program('IGN-2', 'a file has no parts', { files: { '.dockerignore': '**/*.map\n' } }, { status: 'converted' }),
  program(
    'IGN-4',
    'an old artifact on the disk enters the builder',
    { builder: goBuilder.replace('main.go', '.') },
    {
      status: 'converted',
      codes: ['old-artifact'],
    },
  ),
  program(
    'IGN-4',
    'the ignore file keeps it out',
    { builder: goBuilder.replace('main.go', '.'), files: { '.dockerignore': '/app\n' } },
    {
      status: 'converted',
      codes: ['ignored-artifact'],
    },
  ),
  {
    rule: 'IGN-7',
    what: 'builds over the API never read an ignore file',
    files: {
      'Dockerfile.build': goBuilder,
      Dockerfile: appRuntime,
      'build.js': "const Docker = require('dockerode');\nnew Docker().buildImage('context.tar');\n// docker cp\n",
    },
    expected: { status: 'nothing', codes: [] },
  },
  program(
    'IGN-8',
    'the project files in a copied context do not count',
    { runtime: lines('FROM alpine', 'COPY . /srv') },
    {
      status: 'converted',
      lines: ['COPY . /srv', 'COPY --from=builder /out/app /srv/app'],
    },
  ),
  program(
    'IGN-8',
    'a step that uses an edited file',
    { runtime: lines('FROM alpine', 'COPY . /srv', 'RUN sh /srv/build.sh') },
    {
      status: 'converted',
      codes: ['edited-file-used'],
    },
  ),
  scripted(
    'CTX-2',
    'a staged context goes away',
    [
      'docker build -t app:build -f Dockerfile.build .',
      'docker create --name c app:build',
      'mkdir ctx',
      'docker cp c:/out/app ctx/',
      'docker rm c',
      'docker build -t app -f Dockerfile ctx',
    ],
    {},
    {
      status: 'converted',
      lines: ['COPY --from=builder /out/app /'],
      script: ['docker build -t app -f Dockerfile .'],
    },
  ),
  program(
    'CTX-3',
    'the host edits an input of the builder',
    { builder: goBuilder.replace('main.go', '.'), carry: ['docker cp c:/out/app app', 'date > main.go'] },
    { status: 'refused', codes: ['builder-input-changed'] },
  ),
  program(
    'CTX-3',
    'the host removes an input of the builder and puts it back',
    {
      builder: goBuilder.replace('main.go', '.'),
      before: ['mv notes.txt /tmp/notes.txt'],
      carry: ['mv /tmp/notes.txt notes.txt', 'docker cp c:/out/app app'],
      files: { 'notes.txt': 'x\n' },
    },
    { status: 'refused', codes: ['builder-input-changed'] },
  ),
  program(
    'CTX-4',
    'a source that climbs out of the context means the same in the same context',
    { runtime: lines('FROM alpine', 'COPY app /', 'COPY ../x /x'), files: { x: 'x\n' } },
    { status: 'converted', lines: ['COPY --from=builder /out/app /', 'COPY ../x /x'] },
  ),
  scripted(
    'CTX-4',
    'a source that climbs out of a context that changes',
    buildBelow,
    below({ 'docker/Dockerfile': lines('FROM alpine', 'COPY app ../config.yml /') }),
    { status: 'refused', codes: ['climbing-source'] },
  ),
  program(
    'CTX-5',
    'a name that another system takes for the artifact',
    { files: { 'App/readme': 'x\n' } },
    {
      status: 'converted',
      codes: ['case-collision'],
    },
  ),
  program(
    'CTX-6',
    'line endings of other files do not count',
    { files: { 'config.bat': 'x\r\n' }, runtime: lines('FROM alpine', 'COPY app config.bat /') },
    {
      status: 'converted',
      lines: ['COPY --from=builder /out/app /', 'COPY config.bat /'],
    },
  ),
  scripted('CTX-7', 'the runtime build sends a larger context', buildBelow, below({}), {
    status: 'converted',
    codes: ['larger-context'],
    lines: ['COPY --from=builder /out/app /', 'COPY docker/config.yml /'],
  }),
  scripted(
    'CTX-8',
    'paths are those of the current directory',
    [
      'cd build',
      'docker build -t app:build -f Dockerfile.build ..',
      'docker create --name c app:build',
      'docker cp c:/out/app ../app',
      'docker rm c',
      'cd ..',
      'docker build -t app .',
    ],
    { 'build/Dockerfile.build': goBuilder, 'Dockerfile.build': '' },
    { status: 'converted', lines: ['COPY --from=builder /out/app /'] },
  ),
];
