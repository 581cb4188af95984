import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { findReferences } from '../../lib/discover/references.js';
import { checkoutOf, newFolder, present, removeFolders, write } from './fixtures.js';

afterEach(removeFolders);

/** [text, needle, directory before it or null for no mention] */
const rows: readonly (readonly [string, string, string | null])[] = [
  ['docker build -f Dockerfile.build .', 'Dockerfile.build', ''],
  ['docker build -f ./Dockerfile.build .', 'Dockerfile.build', './'],
  ['docker build --file=Dockerfile.build .', 'Dockerfile.build', ''],
  ['docker build -fDockerfile.build .', 'Dockerfile.build', ''],
  ['docker build -f "Dockerfile.build" .', 'Dockerfile.build', ''],
  ['docker build -f dir/Dockerfile.build .', 'Dockerfile.build', 'dir/'],
  ['docker build -f ../a-b/c.d/Dockerfile.build .', 'Dockerfile.build', '../a-b/c.d/'],
  ['docker build -f ${DIR}/Dockerfile.build .', 'Dockerfile.build', '${DIR}/'],
  ['docker build -f ${DIR}Dockerfile.build .', 'Dockerfile.build', ''],
  ['docker build -f Dockerfile.build .', './Dockerfile.build', ''],
  ['see Dockerfile.build.', 'Dockerfile.build', ''],
  ['see Dockerfile.build...', 'Dockerfile.build', ''],
  ['“Dockerfile.build”', 'Dockerfile.build', ''],
  ['"a\\nDockerfile.build"', 'Dockerfile.build', ''],
  ['Dockerfile.build.armhf', 'Dockerfile.build', null],
  ['Dockerfile.build.$ARCH', 'Dockerfile.build', null],
  ['Dockerfile.build-arm', 'Dockerfile.build', null],
  ['Dockerfile.build_2', 'Dockerfile.build', null],
  ['MyDockerfile.build', 'Dockerfile.build', null],
  ['my-Dockerfile.build', 'Dockerfile.build', null],
  ['.Dockerfile.build', 'Dockerfile.build', null],
  ['x Dockerfile.build.armhf Dockerfile.build y', 'Dockerfile.build', ''],
  ['dockerfile.build', 'Dockerfile.build', null],
  ['docker push localhost:5000/team/app:build', 'app:build', 'localhost:5000/team/'],
  ['docker push a/app:build-2', 'app:build', null],
  ['image: team/app@sha256:00', 'team/app', ''],
  ['COPY dist/app /app', 'dist', ''],
  ['docker cp x:/go/bin/app .', 'app', '/go/bin/'],
];

describe('a mention is found as a whole word', () => {
  for (const [text, needle, directory] of rows) {
    it(`${needle} in ${text}: ${directory === null ? 'no' : `yes, behind ${JSON.stringify(directory)}`}`, () => {
      const found = findReferences(present({ file: `one\n${text}\r\nthree\n` }), [needle]);
      if (directory === null) return expect(found).to.deep.equal([]);
      const bare = needle.replace('./', '');
      const at = text.search(new RegExp(`${bare.replaceAll('.', '\\.')}(?![.\\w-]*\\w)|${bare}$`));
      return expect(found).to.deep.equal([
        { path: 'file', line: 2, column: at + 1, needle, directory, text, kind: 'other' },
      ]);
    });
  }
});

describe('where mentions are looked for', () => {
  it('kinds of files', () => {
    const kinds = {
      '.dockerignore': 'ignore',
      '.gitignore': 'ignore',
      '.gitlab-ci.yml': 'ci',
      Dockerfile: 'dockerfile',
      'Dockerfile.txt': 'docs',
      Makefile: 'make',
      'README.md': 'docs',
      'a.py': 'script',
      'a.sh': 'script',
      'compose.yml': 'compose',
      notes: 'other',
      'package.json': 'script',
      run: 'script',
    };
    const files = Object.fromEntries(
      Object.keys(kinds).map((path) => [path, `${path === 'run' ? '#!/bin/sh\n' : ''}needle\n`]),
    );
    const found = findReferences(present(files), ['needle']);
    expect(Object.fromEntries(found.map(({ path, kind }) => [path, kind]))).to.deep.equal(kinds);
  });

  it('not in binary files, large files, links and files to skip', () => {
    const folder = newFolder();
    write(folder, {
      binary: Buffer.from('needle\0'),
      large: `needle\n${'x'.repeat(1 << 20)}`,
      late: `needle\n${'x'.repeat(9000)}\0`,
      skipped: 'needle',
      text: 'needle',
    });
    symlinkSync('text', join(folder, 'link'));
    const found = findReferences(checkoutOf(folder), ['needle'], { skip: (path) => path === 'skipped' });
    expect(found.map(({ path }) => path)).to.deep.equal(['late', 'text']);
  });

  it('several needles, in the order of the places; a needle given twice counts once', () => {
    const found = findReferences(present({ b: 'x:build Dockerfile\n', a: '\n Dockerfile x:build' }), [
      'x:build',
      'Dockerfile',
      './Dockerfile',
      '',
    ]);
    expect(
      found.map(({ path, line, column, needle }) => `${path}:${line}:${column} ${needle.replace('./', '')}`),
    ).to.deep.equal(['a:2:2 Dockerfile', 'a:2:13 x:build', 'b:1:1 x:build', 'b:1:9 Dockerfile']);
  });

  it('columns count UTF-16 units, in UTF-8 and in latin1 files', () => {
    const found = findReferences(present({ a: 'é\u{1f600} needle', b: Buffer.from('\u00e9\u00e9 needle', 'latin1') }), [
      'needle',
    ]);
    expect(found.map(({ column, text }) => [column, text])).to.deep.equal([
      [5, 'é\u{1f600} needle'],
      [4, 'éé needle'],
    ]);
  });

  it('a line without end does not fill the report', () => {
    const [found] = findReferences(present({ a: `${'x '.repeat(50_000)}needle ${'y '.repeat(50_000)}` }), ['needle']);
    expect(found?.column).to.equal(100_001);
    expect(found?.text).to.have.length(400).and.to.include('needle');
  });

  it('every place is right, whatever surrounds it', () => {
    const word = fc.constantFrom('needle', ' ', '\n', '\r\n', '.', '/', 'é', 'x', '"', ':', '5000');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const text = words.join('');
        const lines = text.split('\n');
        const found = findReferences(present({ a: text }), ['needle']);
        return found.every(({ line, column }) => lines[line - 1]?.slice(column - 1).startsWith('needle'));
      }),
      { numRuns: 200 },
    );
  });
});
