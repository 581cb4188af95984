import { classic, lines, type Expected } from '../support/legacy.js';
import type { Vector } from './vector.js';

/** The image of section 6: files and links below /a, and a working directory. */
const image = lines(
  'FROM node:8',
  'USER node',
  'WORKDIR /wd',
  'RUN mkdir -p /a/dir/sub /wd/rel /rel',
  'RUN echo 1 > /a/dir/f1 && echo 2 > /a/dir/sub/g && echo 3 > /a/file && echo 4 > /rel/r && echo 5 > /wd/rel/w',
  'RUN ln -s file /a/flnk && ln -s dir /a/lnk',
);

/** The carried files are asked for by COPY lines of the runtime image: each line shows the origin of one host path. */
function landing(
  id: string,
  what: string,
  carry: readonly string[],
  runtime: readonly string[],
  expected: Expected,
): Vector {
  return { id, what, files: classic({ builder: image, runtime: lines('FROM alpine', ...runtime), carry }), expected };
}

function from(source: string, destination: string): string {
  return `COPY --from=builder --chown=0:0 ${source} ${destination}`;
}

const fails: Expected = { status: 'refused', codes: ['legacy-fails'] };

/** Section 6.1: where `docker cp` lands. */
export const landingVectors: readonly Vector[] = [
  landing(
    'T-L1',
    'a missing destination takes the name',
    ['docker cp c:/a/dir new'],
    ['COPY new/f1 /1', 'COPY new/sub/g /2'],
    { status: 'converted', lines: [from('/a/dir/f1', '/1'), from('/a/dir/sub/g', '/2')] },
  ),
  landing('T-L2', 'an existing folder gets it inside', ['mkdir ex', 'docker cp c:/a/dir ex'], ['COPY ex/dir/f1 /1'], {
    status: 'converted',
    lines: [from('/a/dir/f1', '/1')],
  }),
  landing('T-L3', 'slashes change nothing', ['mkdir ex', 'docker cp c:/a/dir/ ex/'], ['COPY ex/dir/f1 /1'], {
    status: 'converted',
    lines: [from('/a/dir/f1', '/1')],
  }),
  landing('T-L4', '/. gives the contents', ['mkdir ex', 'docker cp c:/a/dir/. ex'], ['COPY ex/f1 /1'], {
    status: 'converted',
    lines: [from('/a/dir/f1', '/1')],
  }),
  landing('T-L5', '/. to a missing folder makes it', ['docker cp c:/a/dir/. new'], ['COPY new/f1 /1'], {
    status: 'converted',
    lines: [from('/a/dir/f1', '/1')],
  }),
  landing('T-L6', '. always exists', ['docker cp c:/a/dir .'], ['COPY dir/f1 /1'], {
    status: 'converted',
    lines: [from('/a/dir/f1', '/1')],
  }),
  landing(
    'T-L7',
    'the second copy nests, or replaces a file',
    ['docker cp c:/a/dir new', 'docker cp c:/a/dir new'],
    ['COPY new/dir/f1 /1'],
    { status: 'refused', codes: ['ambiguous-landing'] },
  ),
  landing('T-L8', 'a file is renamed', ['docker cp c:/a/file new'], ['COPY new /1/'], {
    status: 'converted',
    lines: [from('/a/file', '/1/new')],
  }),
  landing('T-L10', 'a file goes into a folder', ['mkdir ex', 'docker cp c:/a/file ex'], ['COPY ex/file /1'], {
    status: 'converted',
    lines: [from('/a/file', '/1')],
  }),
  landing('T-L11', 'no parent is made', ['docker cp c:/a/dir a/b'], ['COPY a/b /1'], fails),
  landing('T-L12', 'a link stays a link', ['docker cp c:/a/flnk .'], ['COPY flnk /1'], {
    status: 'converted',
    codes: ['artifact-link'],
    lines: [from('/a/flnk', '/1')],
  }),
  landing('T-L13', '-L follows the link and renames', ['docker cp -L c:/a/flnk x'], ['COPY x /1'], {
    status: 'converted',
    lines: [
      'FROM builder AS handoff',
      'USER 0',
      'RUN mkdir -p /__handoff && cp -aH /a/flnk /__handoff/x',
      '',
      'FROM alpine',
      from('/__handoff/x', '/1').replace('builder', 'handoff'),
    ],
  }),
  landing('T-L14', '-L keeps the name of the link', ['docker cp -L c:/a/lnk .'], ['COPY lnk/f1 /1'], {
    status: 'converted',
    lines: [from('/a/lnk/f1', '/1')],
  }),
  landing('T-L15', 'the working directory plays no role', ['docker cp c:rel new'], ['COPY new/r /1'], {
    status: 'converted',
    lines: [from('/rel/r', '/1')],
  }),
  landing('T-L16', 'wildcards are no wildcards', ["docker cp 'c:/a/*' ."], ['COPY file /1'], fails),
  landing('T-L17', 'standard output is a tar that holds the file', ['docker cp c:/a/file - > o'], ['ADD o /t/'], {
    status: 'converted',
    codes: ['archive-owners'],
    lines: ['COPY --from=builder /a/file /t/file'],
  }),
  landing(
    'T-L18',
    'a tar without its first names is the contents',
    ['mkdir ex', 'docker cp c:/a/dir - | tar x -C ex --strip-components=1'],
    ['COPY ex/f1 /1', 'COPY ex/sub/g /2'],
    {
      status: 'converted',
      codes: ['host-umask'],
      lines: [from('/a/dir/f1', '/1'), from('/a/dir/sub/g', '/2')],
    },
  ),
  landing(
    'T-L20',
    'the directory of a subshell comes back',
    ['mkdir sub', '(cd sub && docker cp c:/a/file ..)'],
    ['COPY file /1'],
    { status: 'converted', lines: [from('/a/file', '/1')] },
  ),
];
