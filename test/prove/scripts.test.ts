import { expect } from 'chai';
import { proofOf, shown } from './pairs.js';
import { changed, type Files } from './trees.js';

const legacyScript = `#!/bin/sh
set -e
docker build -t app:build -f Dockerfile.build .
docker create --name extract app:build
docker cp extract:/out/app app
docker rm extract
docker build -t app .
rm app
docker push app
`;
const rewrittenScript = `#!/bin/sh
set -e
docker build -t app .
docker push app
`;
const builder = 'FROM golang:1.7.3\nWORKDIR /src\nCOPY main.go .\nRUN go build -o /out/app .\n';
const runtime = 'FROM alpine\nCOPY app /usr/bin/\n';
const merged =
  'FROM golang:1.7.3 AS builder\nWORKDIR /src\nCOPY main.go .\nRUN go build -o /out/app .\nFROM alpine\nCOPY --from=builder /out/app /usr/bin/\n';

const legacy: Files = {
  'main.go': 'package main\n',
  Dockerfile: runtime,
  'Dockerfile.build': builder,
  'build.sh*': legacyScript,
};
const rewritten = changed(legacy, { Dockerfile: merged, 'Dockerfile.build': null, 'build.sh': rewrittenScript });

interface Row {
  readonly name: string;
  /** Changes of both trees, of the legacy one, and of the rewritten one. */
  readonly both?: Readonly<Record<string, string | null>>;
  readonly legacy?: Readonly<Record<string, string | null>>;
  readonly rewritten?: Readonly<Record<string, string | null>>;
  readonly entries?: readonly string[];
  readonly expected: string;
}

const withLine = (script: string, before: string, line: string): string => script.replace(before, `${line}\n${before}`);
const both = (before: string, line: string): Pick<Row, 'legacy' | 'rewritten'> => ({
  legacy: { 'build.sh': withLine(legacyScript, before, line) },
  rewritten: { 'build.sh': withLine(rewrittenScript, before, line) },
});

const rows: readonly Row[] = [
  { name: 'the plain conversion', expected: 'proven' },
  {
    name: 'a lost push',
    rewritten: { 'build.sh': rewrittenScript.replace('docker push app\n', '') },
    expected: 'failed',
  },
  { name: 'a lost tag', rewritten: { 'build.sh': rewrittenScript.replace(' -t app', '') }, expected: 'failed tagged' },
  {
    name: 'another tag',
    rewritten: { 'build.sh': rewrittenScript.replaceAll('app', 'api') },
    expected: 'failed tagged',
  },
  {
    name: 'another --target',
    rewritten: { 'build.sh': rewrittenScript.replace('-t app', '--target builder -t app') },
    expected: 'failed',
  },
  {
    name: 'FLOW-4: a lost set -e',
    rewritten: { 'build.sh': rewrittenScript.replace('set -e\n', '') },
    expected: 'failed set',
  },
  {
    name: 'FLOW-4: && became ;',
    legacy: {
      'build.sh':
        'docker build -t app:build -f Dockerfile.build . && docker create --name x app:build && docker cp x:/out/app app && docker build -t app . && docker push app\n',
    },
    rewritten: { 'build.sh': 'docker build -t app .\ndocker push app\n' },
    expected: 'failed FLOW-4',
  },
  {
    name: 'FLOW-4: && stays',
    legacy: {
      'build.sh':
        'docker build -t app:build -f Dockerfile.build . && docker create --name x app:build && docker cp x:/out/app app && docker build -t app . && docker push app\n',
    },
    rewritten: { 'build.sh': 'docker build -t app . && docker push app\n' },
    expected: 'proven',
  },
  {
    name: 'FLOW-4: only the builder guarded the push',
    legacy: {
      'build.sh': legacyScript
        .replace('set -e\n', '')
        .replace('-f Dockerfile.build .', '-f Dockerfile.build . || exit 1'),
    },
    rewritten: { 'build.sh': rewrittenScript.replace('set -e\n', '') },
    expected: 'failed FLOW-4',
  },
  { name: 'a step before the builds stays', ...both('docker build', './lint.sh'), expected: 'proven' },
  {
    name: 'a step before the builds is lost',
    legacy: { 'build.sh': withLine(legacyScript, 'docker build', './lint.sh') },
    expected: 'failed lint',
  },
  {
    name: 'a step of another folder',
    legacy: { 'build.sh': withLine(legacyScript, 'docker push', 'cd sub\n./x\ncd ..') },
    rewritten: { 'build.sh': withLine(rewrittenScript, 'docker push', './x') },
    both: { 'sub/f': '' },
    expected: 'failed',
  },
  {
    name: 'FLOW-1: the artifact is uploaded from the host',
    ...both('docker push', 'scp app host:'),
    legacy: { 'build.sh': withLine(legacyScript, 'rm app', 'scp app host:') },
    expected: 'failed',
  },
  {
    name: 'FLOW-1: a second artifact is for the host alone',
    legacy: { 'build.sh': withLine(legacyScript, 'docker rm', 'docker cp extract:/out/report.txt report.txt') },
    expected: 'failed',
  },
  {
    name: 'FLOW-1: CI keeps the artifact',
    both: { '.gitlab-ci.yml': 'job:\n  artifacts:\n    paths:\n      - app\n' },
    expected: 'failed FLOW-1',
  },
  { name: 'FLOW-2: the builder is pushed', ...both('docker push', 'docker push app:build'), expected: 'failed' },
  {
    name: 'FLOW-2: a compose file runs the builder',
    both: { 'docker-compose.yml': 'services:\n  dev:\n    image: app:build\n' },
    expected: 'failed docker-compose.yml',
  },
  {
    name: 'FLOW-2: a document mentions the builder',
    both: { 'README.md': 'docker run app:build\n' },
    expected: 'proven',
  },
  {
    name: 'FLOW-2: another script runs the builder',
    both: { 'dev.sh*': 'docker run -it app:build sh\n' },
    entries: ['build.sh', 'dev.sh'],
    expected: 'failed app:build',
  },
  {
    name: 'the builder is removed at the end',
    legacy: { 'build.sh': `${legacyScript}docker rmi app:build\n` },
    expected: 'proven',
  },
  {
    name: 'another image is removed at the end',
    legacy: { 'build.sh': `${legacyScript}docker rmi other\n` },
    expected: 'failed',
  },
  {
    name: 'CP-V2: a container from before is removed',
    legacy: { 'build.sh': withLine(legacyScript, 'docker create', 'docker rm -f extract || true') },
    expected: 'proven',
  },
  {
    name: 'another container is removed',
    legacy: { 'build.sh': withLine(legacyScript, 'docker create', 'docker rm -f web') },
    expected: 'failed web',
  },
  {
    name: 'a value that only the builder used',
    legacy: {
      'build.sh': legacyScript
        .replace('docker build', 'V=$(git describe)\ndocker build')
        .replace('-f Dockerfile.build', '--label v=$V -f Dockerfile.build'),
    },
    expected: 'proven',
  },
  {
    name: 'a value that nobody used',
    legacy: { 'build.sh': withLine(legacyScript, 'docker build', 'V=$(git describe)') },
    expected: 'failed git',
  },
  {
    name: 'a called script that did nothing but the hand-off',
    both: {
      'extract.sh*':
        '#!/bin/sh\nset -ex\necho extracting\ndocker create --name extract app:build\ndocker cp extract:/out/app app\ndocker rm extract\n',
    },
    legacy: {
      'build.sh':
        'set -e\ndocker build -t app:build -f Dockerfile.build .\n./extract.sh\ndocker build -t app .\nrm app\ndocker push app\n',
    },
    rewritten: { 'build.sh': 'set -e\ndocker build -t app .\ndocker push app\n', 'extract.sh': null },
    expected: 'proven',
  },
  {
    name: 'a called script that also did something else',
    both: {
      'extract.sh*':
        '#!/bin/sh\nset -ex\n./lint\ndocker create --name extract app:build\ndocker cp extract:/out/app app\ndocker rm extract\n',
    },
    legacy: {
      'build.sh':
        'set -e\ndocker build -t app:build -f Dockerfile.build .\n./extract.sh\ndocker build -t app .\nrm app\ndocker push app\n',
    },
    rewritten: { 'build.sh': 'set -e\ndocker build -t app .\ndocker push app\n', 'extract.sh': null },
    expected: 'failed',
  },
  { name: 'a message stays', ...both('docker push', 'echo pushing'), expected: 'proven' },
  {
    name: 'a message changes',
    legacy: { 'build.sh': withLine(legacyScript, 'docker push', 'echo pushing') },
    rewritten: { 'build.sh': withLine(rewrittenScript, 'docker push', 'echo pulling') },
    expected: 'failed',
  },
  { name: 'the exit status', legacy: { 'build.sh': `${legacyScript}exit 1\n` }, expected: 'failed' },
  {
    name: 'both ways of a branch agree',
    legacy: { 'build.sh': legacyScript.replace('docker push app', 'if [ -n "$PUSH" ]; then\n  docker push app\nfi') },
    rewritten: {
      'build.sh': rewrittenScript.replace('docker push app', 'if [ -n "$PUSH" ]; then\n  docker push app\nfi'),
    },
    expected: 'proven',
  },
  {
    name: 'a condition is lost',
    legacy: { 'build.sh': legacyScript.replace('docker push app', 'if [ -n "$PUSH" ]; then\n  docker push app\nfi') },
    expected: 'failed',
  },
  {
    name: 'CP-B: another artifact',
    rewritten: { Dockerfile: merged.replace('/out/app', '/out/api') },
    expected: 'failed',
  },
  {
    name: 'STG-3: tests in a stage that nobody needs',
    legacy: { 'Dockerfile.build': `${builder}FROM alpine\nRUN ./check\nCOPY --from=0 /out/app /out/\n` },
    expected: 'failed STG-3',
  },
  {
    name: 'a RUN that was not there',
    rewritten: { Dockerfile: merged.replace('FROM alpine', 'FROM busybox AS more\nRUN x\nFROM alpine') },
    expected: 'failed',
  },
  {
    name: 'IGN-8: an edited script in a whole context',
    legacy: { Dockerfile: 'FROM alpine\nCOPY . /srv\n' },
    rewritten: {
      Dockerfile: merged.replace(
        'COPY --from=builder /out/app /usr/bin/',
        'COPY . /srv\nCOPY --from=builder /out/app /srv/app',
      ),
    },
    expected: 'proven',
  },
  {
    name: 'IGN-8: an edited script that a step of the image runs',
    legacy: { Dockerfile: 'FROM alpine\nCOPY . /srv\nRUN sh /srv/build.sh\n' },
    rewritten: {
      Dockerfile: merged.replace(
        'COPY --from=builder /out/app /usr/bin/',
        'COPY . /srv\nCOPY --from=builder /out/app /srv/app\nRUN sh /srv/build.sh',
      ),
    },
    expected: 'assumed edited-file-used',
  },
  {
    name: 'IGN-8: an edited script that is named',
    legacy: { Dockerfile: 'FROM alpine\nCOPY app build.sh /srv/\n' },
    rewritten: {
      Dockerfile: merged.replace(
        'COPY --from=builder /out/app /usr/bin/',
        'COPY --from=builder /out/app /srv/\nCOPY build.sh /srv/',
      ),
    },
    expected: 'failed /srv/build.sh',
  },
  {
    name: 'IGN-8: a source that the migration must not edit',
    legacy: { Dockerfile: 'FROM alpine\nCOPY . /srv\n' },
    rewritten: {
      'main.go': 'package other\n',
      Dockerfile: merged.replace(
        'COPY --from=builder /out/app /usr/bin/',
        'COPY . /srv\nCOPY --from=builder /out/app /srv/app',
      ),
    },
    expected: 'failed',
  },
  { name: 'an entry that is gone', rewritten: { 'build.sh': null }, expected: 'failed' },
  {
    name: 'CACHE-1: --no-cache of one build may go',
    legacy: { 'build.sh': legacyScript.replace('-t app .', '--no-cache -t app .') },
    expected: 'proven',
  },
  {
    name: 'CACHE-1: --no-cache of both builds must stay',
    legacy: { 'build.sh': legacyScript.replaceAll('docker build', 'docker build --no-cache') },
    expected: 'failed --no-cache',
  },
  {
    name: 'PLAT-3: another engine',
    legacy: {
      'build.sh': legacyScript.replace('docker build -t app:build', 'DOCKER_HOST=a docker build -t app:build'),
    },
    expected: 'failed DOCKER_HOST',
  },
  {
    name: 'a Dockerfile with an unknown instruction',
    rewritten: { Dockerfile: `${merged}HELLO\n` },
    expected: 'failed',
  },
  {
    name: 'I-08: a container that runs something',
    legacy: {
      'build.sh': legacyScript.replace(
        'docker create --name extract app:build',
        'docker run --name extract app:build make',
      ),
    },
    expected: 'failed',
  },
  {
    name: 'I-01: a mount hides the artifact',
    legacy: { 'build.sh': legacyScript.replace('docker create', 'docker create -v /out') },
    expected: 'failed',
  },
];

describe('prove: a script against its rewrite', () => {
  for (const row of rows) {
    it(`${row.name}: ${row.expected}`, () => {
      const before = changed(changed(legacy, row.both ?? {}), row.legacy ?? {});
      const after = changed(changed(rewritten, row.both ?? {}), row.rewritten ?? {});
      const names = row.entries ?? ['build.sh'];
      const result = shown(
        proofOf(
          before,
          after,
          names.map((name) => ({ file: name, name })),
        ),
      );
      const [status = '', ...details] = row.expected.split(' ');
      expect(result.split(' ')[0], result).to.equal(status);
      for (const detail of details) expect(result).to.include(detail);
    });
  }
});
