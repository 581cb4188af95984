import { lines } from '../support/legacy.js';
import { appRuntime, beforeRun, folder, goBuilder, htmlRuntime, nodeBuilder, program, type HazardCase } from './row.js';

/** Ownership, modes and links. */
export const fileHazards: readonly HazardCase[] = [
  folder(
    'OWN-1',
    'a folder of unknown owner becomes 0:0',
    {},
    {
      status: 'converted',
      lines: ['COPY --from=builder --chown=0:0 /src/dist /html'],
    },
  ),
  program(
    'OWN-1',
    'a file that root compiled is 0:0 already',
    {},
    {
      status: 'converted',
      lines: ['COPY --from=builder /out/app /'],
    },
  ),
  program(
    'OWN-1',
    'a file that another user compiled becomes 0:0',
    { builder: beforeRun('USER nobody') },
    {
      status: 'converted',
      lines: ['COPY --from=builder --chown=0:0 /out/app /'],
    },
  ),
  folder(
    'OWN-2',
    'the author’s owner is repeated',
    { runtime: htmlRuntime.replace('dist', '--chown=7:8 dist') },
    {
      status: 'converted',
      lines: ['COPY --from=builder --chown=7:8 /src/dist /html'],
    },
  ),
  folder(
    'OWN-3',
    'names stand where the author wrote them, and nowhere else',
    {
      builder: `${nodeBuilder}USER node\n`,
      runtime: lines('FROM nginx', 'RUN adduser -D web', 'COPY --chown=web:web dist /html', 'COPY dist /other'),
    },
    {
      status: 'converted',
      lines: [
        'COPY --from=builder --chown=web:web /src/dist /html',
        'COPY --from=builder --chown=0:0 /src/dist /other',
      ],
    },
  ),
  program(
    'OWN-5',
    'files of another user are sent with an owner that every daemon has',
    {
      builder: beforeRun('USER nobody'),
    },
    { status: 'converted', lines: ['COPY --from=builder --chown=0:0 /out/app /'] },
  ),
  program(
    'OWN-6',
    'a file that is put into the container belongs to the user of the host there',
    { carry: ['docker cp main.go c:/src/', 'docker start -a c', 'docker cp c:/out/app app'] },
    { status: 'refused', codes: ['container-changed'] },
  ),
  folder(
    'MODE-1',
    'a folder inside a copied folder is taken to have mode 0755',
    { runtime: lines('FROM nginx', 'COPY . /html') },
    {
      status: 'converted',
      codes: ['directory-mode'],
      lines: ['COPY . /html', 'COPY --from=builder --chown=0:0 /src/dist /html/dist'],
    },
  ),
  {
    ...folder(
      'MODE-1',
      '--strict takes the folder with its mode, out of another one',
      { runtime: lines('FROM nginx', 'COPY . /html') },
      {
        status: 'converted',
        lines: [
          'RUN mkdir -p /__u && cp -a /src/dist /__u/dist',
          '',
          'FROM nginx',
          'COPY . /html',
          'COPY --from=handoff --chown=0:0 /__u/ /html',
        ],
      },
    ),
    arguments: ['--strict'],
  },
  program(
    'MODE-3',
    'no --chmod is written that was not there',
    { carry: ['docker cp c:/out/app app', 'chmod 700 app'] },
    {
      status: 'converted',
      lines: ['RUN mkdir -p /__handoff && cp -a /out/app /__handoff/app && chmod 0700 /__handoff/app'],
      never: ['--chmod'],
    },
  ),
  {
    ...program(
      'MODE-3',
      '--engine buildkit writes it where no folder on the way is new',
      { carry: ['docker cp c:/out/app app', 'chmod 700 app'] },
      { status: 'converted', lines: ['COPY --from=builder --chmod=700 /out/app /'], floor: '20.10' },
    ),
    arguments: ['--engine', 'buildkit'],
  },
  {
    ...program(
      'MODE-3',
      '--engine buildkit does not write it where a folder may be new',
      { runtime: lines('FROM alpine', 'COPY app /srv/x/app'), carry: ['docker cp c:/out/app app', 'chmod 700 app'] },
      { status: 'converted', never: ['--chmod'] },
    ),
    arguments: ['--engine', 'buildkit'],
  },
  program(
    'MODE-4',
    'a capability that was lost on the way over the host',
    { builder: `${goBuilder}RUN setcap cap_net_raw+ep /out/app\n` },
    {
      status: 'converted',
      codes: ['special-modes'],
    },
  ),
  program(
    'MODE-4',
    'setuid',
    { builder: `${goBuilder}RUN chmod 4755 /out/app\n` },
    {
      status: 'converted',
      codes: ['special-modes'],
    },
  ),
  program(
    'MODE-4',
    'a capability that the runtime sets itself',
    { runtime: `${appRuntime}RUN setcap cap_net_raw+ep /app\n` },
    {
      status: 'converted',
    },
  ),
  program(
    'MODE-5',
    'the mask of the host shaped what the script made',
    {
      runtime: lines('FROM alpine', 'COPY ctx /'),
      carry: ['umask 077', 'mkdir ctx', 'cp main.go ctx/', 'docker cp c:/out/app ctx/app'],
    },
    { status: 'refused', codes: ['host-mask'] },
  ),
  {
    rule: 'MODE-6',
    what: 'a script for Windows is named, not read',
    files: {
      'Dockerfile.build': goBuilder,
      Dockerfile: appRuntime,
      'main.go': '',
      'build.ps1': 'docker cp c:/out/app app\n',
    },
    expected: { status: 'nothing', codes: ['unreadable-driver'] },
  },
  {
    rule: 'MODE-7',
    what: 'a context that is a git address',
    files: {
      Dockerfile: appRuntime,
      'build.sh*': lines(
        'docker build -t app:build https://github.com/acme/app.git',
        'docker create --name c app:build',
        'docker cp c:/out/app app',
        'docker build -t app .',
      ),
    },
    expected: { status: 'refused', codes: ['generated-dockerfile'] },
  },
  program(
    'LINK-1',
    'a link that is named is followed',
    {
      builder: `${goBuilder}RUN ln -s app /out/current\n`,
      runtime: lines('FROM alpine', 'COPY current /'),
      carry: ['docker cp c:/out/current .'],
    },
    { status: 'converted', codes: ['artifact-link'], lines: ['COPY --from=builder --chown=0:0 /out/current /'] },
  ),
  program(
    'LINK-1',
    'a link that is named and renamed is followed in the shim',
    {
      builder: `${goBuilder}RUN ln -s app /out/current\n`,
      runtime: lines('FROM acme/base', 'COPY app /opt/x'),
      carry: ['docker cp c:/out/current app'],
    },
    {
      status: 'converted',
      codes: ['artifact-link'],
      lines: ['RUN mkdir -p /__handoff && cp -aH /out/current /__handoff/app'],
    },
  ),
  program(
    'LINK-1',
    'a link inside a copied folder stays a link',
    {
      builder: `${goBuilder}RUN ln -s app /out/current\n`,
      runtime: lines('FROM alpine', 'COPY . /srv'),
      carry: ['docker cp c:/out/current current'],
    },
    {
      status: 'converted',
      lines: [
        'RUN mkdir -p /__u && cp -a /out/current /__u/current',
        '',
        'FROM alpine',
        'COPY . /srv',
        'COPY --from=handoff --chown=0:0 /__u/ /srv',
      ],
    },
  ),
  program(
    'LINK-2',
    '-L takes the file behind the link',
    { carry: ['docker cp -L c:/out/app app'] },
    {
      status: 'converted',
      lines: ['COPY --from=builder /out/app /'],
    },
  ),
  program('LINK-5', 'no --link is written that was not there', {}, { status: 'converted', never: ['--link'] }),
  program(
    'LINK-5',
    'a --link of the author stays',
    { runtime: lines('FROM alpine', 'COPY --link app /') },
    {
      status: 'converted',
      lines: ['COPY --from=builder --link /out/app /'],
    },
  ),
  folder(
    'LINK-4',
    'links inside the artifact stay as they are',
    { builder: `${nodeBuilder}RUN ln -s /src/dist/a /src/dist/b\n` },
    {
      status: 'converted',
      lines: ['COPY --from=builder --chown=0:0 /src/dist /html'],
    },
  ),
  program(
    'LINK-6',
    'hard links between two hand-offs do not count',
    {
      builder: `${goBuilder}RUN ln /out/app /out/other\n`,
      runtime: lines('FROM alpine', 'COPY app other /'),
      carry: ['docker cp c:/out/app app', 'docker cp c:/out/other other'],
    },
    { status: 'converted' },
  ),
  program(
    'LINK-7',
    'a pipe in the artifact',
    { builder: `${goBuilder}RUN mkfifo /out/pipe\n`, carry: ['docker cp c:/out/pipe app'] },
    {
      status: 'converted',
      codes: ['special-file'],
    },
  ),
];
