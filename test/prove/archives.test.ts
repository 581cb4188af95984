import { expect } from 'chai';
import { proofOf, shown } from './pairs.js';
import type { Files } from './trees.js';

interface Row {
  readonly name: string;
  /** Lines between the build of the builder and that of the runtime. */
  readonly carry: readonly string[];
  readonly runtime: string;
  /** What stands behind the builder in the one Dockerfile. */
  readonly merged: string;
  readonly builder?: string;
  /** `proven`, `assumed CODE…`, or `failed` with a piece of the reason. */
  readonly expected: string;
}

const rootfs = 'FROM alpine\nWORKDIR /src\nRUN ./make-rootfs\n';
const packed = 'FROM alpine\nWORKDIR /src\nRUN ./make && mkdir /o && tar czf /o/a.tgz out\n';
const run = 'docker run --rm app:build';
const take = ['docker create --name c app:build', 'docker cp c:/src/dist dist', 'docker rm c'];

const printed: Row = {
  name: 'TAR-1: a printed tar that ADD unpacked is its folder, with its owners',
  carry: [`${run} tar cC rootfs . | xz -9 > r.tar.xz`],
  runtime: 'FROM scratch\nADD r.tar.xz /\n',
  merged: 'FROM scratch\nCOPY --from=builder /src/rootfs /\n',
  expected: 'proven',
};

const unpacked: Row = {
  name: 'T-K17: a tar of the builder, unpacked in a stage',
  builder: packed,
  carry: ['docker create --name c app:build', 'docker cp c:/o/a.tgz a.tgz', 'docker rm c'],
  runtime: 'FROM alpine\nADD a.tgz /srv/\n',
  merged:
    'FROM builder AS h\nRUN mkdir -p /__u && tar --numeric-owner -xpf /o/a.tgz -C /__u\n\nFROM alpine\nCOPY --from=h /__u/ /srv/\n',
  expected: 'proven',
};

const named: Row = {
  name: 'CO-S4: a folder that the tar names keeps owner and mode inside of another',
  carry: [`${run} tar c /opt/x > x.tar`],
  runtime: 'FROM alpine\nADD x.tar /\n',
  merged: 'FROM builder AS h\nRUN mkdir -p /__u && cp -a /opt/x /__u/x\n\nFROM alpine\nCOPY --from=h /__u/ /opt/\n',
  expected: 'proven',
};

const hosted: Row = {
  name: 'OWN-4: a tar of the host has the owners of its user',
  carry: [...take, 'tar czf d.tgz -C dist .'],
  runtime: 'FROM alpine\nADD d.tgz /srv/\n',
  merged: 'FROM alpine\nCOPY --from=builder --chown=0:0 /src/dist /srv/\n',
  expected: 'assumed host-owners',
};

const again: Row = {
  name: 'I-06: the runtime needs the tar: the same commands write it',
  carry: [`${run} tar c out | gzip -9 > o.tgz`],
  runtime: 'FROM alpine\nCOPY o.tgz /tmp/\nRUN tar xzf /tmp/o.tgz\n',
  merged:
    'FROM builder AS h\nRUN mkdir -p /__h && cd /src && tar c out | gzip -9 > /__h/o.tgz\n\nFROM alpine\nCOPY --from=h --chown=0:0 /__h/o.tgz /tmp/\nRUN tar xzf /tmp/o.tgz\n',
  expected: 'assumed host-tool',
};

const piped: Row = {
  name: 'MODE-5: an ordinary user’s tar takes the umask off',
  carry: ['mkdir h', `${run} tar cC dist . | tar xC h`],
  runtime: 'FROM alpine\nCOPY h /srv\n',
  merged: 'FROM alpine\nCOPY --from=builder --chown=0:0 /src/dist /srv\n',
  expected: 'assumed host-umask',
};

const rows: readonly Row[] = [
  printed,
  {
    ...printed,
    name: 'AD-3: --chown loses the owners',
    merged: printed.merged.replace('builder', 'builder --chown=0:0'),
    expected: 'failed owner',
  },
  {
    ...printed,
    name: 'another folder is another tree',
    merged: printed.merged.replace('rootfs', 'other'),
    expected: 'failed',
  },
  { ...printed, name: 'COPY does not unpack', runtime: printed.runtime.replace('ADD', 'COPY'), expected: 'failed' },
  {
    ...printed,
    name: 'TAR-2: what two filters made is not unpacked',
    carry: [`${run} tar cC rootfs . | gzip | xz > r.tar.xz`],
    expected: 'failed',
  },
  {
    ...printed,
    name: 'AD-2: zstd depends on the engine',
    carry: [`${run} tar cC rootfs . | zstd > r.tar.xz`],
    expected: 'failed',
  },
  {
    ...printed,
    name: 'AD-3: --chown of ADD depends on the engine',
    runtime: printed.runtime.replace('ADD', 'ADD --chown=1:1'),
    merged: printed.merged.replace('builder', 'builder --chown=1:1'),
    expected: 'failed',
  },
  {
    ...printed,
    name: 'a pattern that the container expands',
    carry: [`${run} sh -c 'tar c root*' > r.tar.xz`],
    expected: 'failed',
  },
  {
    ...printed,
    name: 'a member that is left out',
    carry: [`${run} tar cC rootfs --exclude=x . > r.tar.xz`],
    expected: 'failed',
  },
  unpacked,
  {
    ...unpacked,
    name: 'AD-3: names of users would count without --numeric-owner',
    merged: unpacked.merged.replace('--numeric-owner ', ''),
    expected: 'failed',
  },
  {
    ...unpacked,
    name: 'AD-3: without -p the umask counts',
    merged: unpacked.merged.replace('-xpf', '-xf'),
    expected: 'failed',
  },
  {
    ...unpacked,
    name: 'TAR-1: COPY leaves the tar as it is',
    merged: 'FROM alpine\nCOPY --from=builder --chown=0:0 /o/a.tgz /srv/\n',
    expected: 'failed',
  },
  {
    ...unpacked,
    name: 'TAR-2: a zip is not unpacked',
    builder: packed.replace('tar czf /o/a.tgz', 'zip -r /o/a.zip'),
    carry: unpacked.carry.map((line) => line.replaceAll('a.tgz', 'a.zip')),
    runtime: unpacked.runtime.replace('tgz', 'zip'),
    merged: 'FROM alpine\nCOPY --from=builder --chown=0:0 /o/a.zip /srv/\n',
    expected: 'proven',
  },
  named,
  {
    ...named,
    name: 'MODE-1: the folder itself would get another owner',
    merged: 'FROM alpine\nCOPY --from=builder /opt/x /opt/x\n',
    expected: 'failed',
  },
  {
    ...named,
    name: 'the slash in front of a name goes',
    merged: named.merged.replace(' /opt/\n', ' /\n'),
    expected: 'failed',
  },
  hosted,
  {
    ...hosted,
    name: 'TAR-3: the container’s owners are not those of the host',
    merged: hosted.merged.replace(' --chown=0:0', ''),
    expected: 'failed owner',
  },
  {
    ...hosted,
    name: 'OWN-4: --owner=0 --group=0 makes both the same',
    carry: [...take, 'tar czf d.tgz --owner=0 --group=0 -C dist .'],
    expected: 'proven',
  },
  again,
  {
    ...again,
    name: 'other words of the filter',
    merged: again.merged.replace('gzip -9', 'gzip -1'),
    expected: 'failed',
  },
  { ...again, name: 'another directory', merged: again.merged.replace('cd /src', 'cd /'), expected: 'failed' },
  { ...again, name: 'another member', merged: again.merged.replace('tar c out', 'tar c in'), expected: 'failed' },
  piped,
  {
    ...piped,
    name: 'MODE-5: -p keeps the modes',
    carry: ['mkdir h', `${run} tar cC dist . | tar xpC h`],
    expected: 'proven',
  },
  {
    ...piped,
    name: 'FLOW-1: a tar that stays on the host is no hand-off alone',
    carry: ['mkdir h', `${run} tar cC dist . | tee release.tar | tar xC h`],
    expected: 'failed',
  },
];

describe('the proof of tars', () => {
  for (const row of rows) {
    it(row.name, () => {
      const result = shown(proofOf(legacyOf(row), rewrittenOf(row)));
      if (!row.expected.startsWith('failed')) expect(result).to.equal(row.expected);
      else expect(result).to.match(new RegExp(`^failed.*${row.expected.slice('failed'.length).trim()}`, 's'));
    });
  }
});

function script(lines: readonly string[]): string {
  return ['set -eo pipefail', ...lines, ''].join('\n');
}

function legacyOf({ builder = rootfs, runtime, carry }: Row): Files {
  const lines = ['docker build -t app:build -f Dockerfile.build .', ...carry, 'docker build -t app .'];
  return { 'Dockerfile.build': builder, Dockerfile: runtime, 'build.sh*': script(lines) };
}

function rewrittenOf({ builder = rootfs, merged }: Row): Files {
  const stage = builder.replace('FROM alpine', 'FROM alpine AS builder');
  return { Dockerfile: `${stage}\n${merged}`, 'build.sh*': script(['docker build -t app .']) };
}
