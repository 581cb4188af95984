import { expect } from 'chai';
import { keepsOwners, producedByRun, setsSpecialModes } from '../../lib/commands/produced.js';
import { isAbsentInBase, isStandardDirectory, knownRootBase } from '../../lib/dockerfile/known-bases.js';
import { parseDockerfile } from '../../lib/dockerfile/parse.js';
import type { RunInstruction } from '../../lib/dockerfile/types.js';
import { decodeSource } from '../../lib/source/source-file.js';

function runOf(text: string): RunInstruction {
  const { instructions } = parseDockerfile(decodeSource('Dockerfile', Buffer.from(`FROM x\nRUN ${text}\n`)));
  const run = instructions[1];
  if (run?.keyword !== 'RUN') throw new Error('no RUN');
  return run;
}

const rows: readonly (readonly [text: string, produced: string])[] = [
  ['go build -o app .', 'file! /w/app'],
  ['CGO_ENABLED=0 go build -a -o /out/app ./cmd/x', 'file! /out/app'],
  ['go build -o $BIN .', 'file! /w/server'],
  ['go build -o $UNKNOWN .', ''],
  ['go build -o bin/ ./...', ''],
  ['go build', ''],
  ['cd sub && go build -o ../app', 'file! /w/app'],
  ['(cd sub && go build -o a); go build -o b', 'file! /w/sub/a, file! /w/b'],
  ['gcc -O2 -o app main.c', 'file! /w/app'],
  ['gcc -c -o main.o main.c', 'file /w/main.o'],
  ['false || gcc -o app main.c', ''],
  ['if x; then gcc -o app main.c; fi', ''],
  ['echo 1 > version.txt', 'file /w/version.txt'],
  ['echo 1 > /dev/null', ''],
  ['mkdir -p /out/a b', 'directory /out/a, directory /w/b'],
  ['install -d -m 755 /out', 'directory /out'],
  ['go build -o a && cp a /bin/b', 'file! /w/a, file! /bin/b'],
  ['cp a /bin/b', ''],
  ['go build -o a && mv a b', 'removed /w/a, file! /w/b'],
  ['tar czf /out/x.tgz .', 'file /out/x.tgz'],
  ['tar xzf x.tgz -C /out', 'directory /out'],
  ['curl -fsSL -o /usr/bin/x https://x', 'file /usr/bin/x'],
  ['cargo build --release', 'directory /w/target, directory /w/target/release'],
  ['ln -s a /bin/b', 'link /bin/b'],
  ['mkdir a && rm -rf a', 'removed /w/a'],
  ['["go", "build", "-o", "/app"]', 'file! /app'],
  ['["sh", "-c", "go build -o /app"]', 'file! /app'],
];

describe('what a RUN produces', () => {
  for (const [text, expected] of rows) {
    it(`${text}: ${expected || 'nothing sure'}`, () => {
      const produced = producedByRun(runOf(text), '/w', (name) => (name === 'BIN' ? 'server' : undefined));
      expect(produced.map(({ path, kind, compiled }) => `${kind}${compiled ? '!' : ''} ${path}`).join(', ')).to.equal(
        expected,
      );
    });
  }

  it('takes no relative path where the directory is not known', () => {
    expect(
      producedByRun(runOf('go build -o app && go build -o /b'), null, () => undefined).map(({ path }) => path),
    ).to.deep.equal(['/b']);
  });

  it('OWN-1: sees commands that give files another owner', () => {
    expect(keepsOwners(runOf('go build -o app'))).to.equal(true);
    for (const text of ['chown 1 app', 'install -o x a b', 'su x -c y', 'tar --owner=1 cf x y'])
      expect(keepsOwners(runOf(text)), text).to.equal(false);
  });

  it('MODE-4: sees setuid bits and capabilities', () => {
    expect(setsSpecialModes(runOf('chmod +x app && chmod 755 app'))).to.equal(false);
    for (const text of ['chmod u+s app', 'chmod 4755 app', 'setcap cap_net_raw+ep app'])
      expect(setsSpecialModes(runOf(text)), text).to.equal(true);
  });
});

describe('facts about widely used images', () => {
  it('OWN-1: knows who runs as root', () => {
    for (const name of [
      'golang:1.7.3',
      'library/node:8',
      'docker.io/library/alpine',
      'mcr.microsoft.com/dotnet/sdk:6.0',
      'python@sha256:00',
    ])
      expect(knownRootBase(name), name).to.equal(true);
    for (const name of ['acme/golang', 'gradle:jdk11', 'quay.io/x/golang:1', 'golang:1-nonroot', '${BASE}'])
      expect(knownRootBase(name), name).to.equal(false);
  });

  it('K4: knows the standard folders', () => {
    expect(isStandardDirectory('/usr/local/bin', 'alpine')).to.equal(true);
    expect(isStandardDirectory('/usr/local/bin', 'busybox')).to.equal(false);
    expect(isStandardDirectory('/usr/local/bin', 'scratch')).to.equal(false);
    expect(isStandardDirectory('/opt/x')).to.equal(false);
  });

  it('K4: knows what is surely not there', () => {
    expect(isAbsentInBase('/app', 'alpine:3.4')).to.equal(true);
    expect(isAbsentInBase('/srv/x', 'debian')).to.equal(true);
    expect(isAbsentInBase('/usr/bin/x', 'debian')).to.equal(false);
    expect(isAbsentInBase('/app', 'acme/base')).to.equal(false);
    expect(isAbsentInBase('/app', 'scratch')).to.equal(true);
  });
});
