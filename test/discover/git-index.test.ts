import { createHash } from 'node:crypto';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseIndex, type IndexEntry } from '../../lib/discover/git-index.js';
import { parseListing } from '../../lib/discover/git-directory.js';
import { git, newFolder, newRepository, removeFolders, write } from './fixtures.js';

const files = {
  Dockerfile: 'FROM scratch\n',
  'build.sh*': '#!/bin/sh\n',
  'dir/a': '1',
  'dir/ab': '2',
  'dir/sub/with blank': '3',
  'dir/übung': '4',
  [`long/${'n'.repeat(200)}/${'m'.repeat(200)}`]: '5',
};

function indexOf(folder: string): Buffer {
  return readFileSync(join(folder, '.git/index'));
}

function entriesOf(bytes: Uint8Array): readonly IndexEntry[] {
  const parsed = parseIndex(bytes);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.entries;
}

function listed(folder: string): readonly IndexEntry[] | undefined {
  return parseListing(Buffer.from(git(folder, 'ls-files', '-s', '-z'), 'utf8'));
}

/** The same index with another content and a checksum that fits. */
function resealed(bytes: Buffer): Buffer {
  const body = bytes.subarray(0, -20);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

function supportsSha256(): boolean {
  try {
    git(newFolder(), 'init', '-q', '--object-format=sha256');
    return true;
  } catch {
    return false;
  }
}

describe('the index of git is read as git reads it', () => {
  after(removeFolders);

  for (const version of ['2', '3', '4']) {
    it(`version ${version}`, () => {
      const folder = newRepository(files);
      symlinkSync('Dockerfile', join(folder, 'link'));
      git(folder, 'add', 'link');
      git(folder, 'update-index', '--index-version', version);
      expect(entriesOf(indexOf(folder))).to.deep.equal(listed(folder));
    });
  }

  for (const version of supportsSha256() ? ['2', '4'] : []) {
    it(`version ${version} with object ids of SHA-256`, () => {
      const folder = newRepository(files, '--object-format=sha256');
      git(folder, 'update-index', '--index-version', version);
      expect(entriesOf(indexOf(folder))).to.deep.equal(listed(folder));
      expect(entriesOf(indexOf(folder))[0]?.id).to.have.length(64);
    });
  }

  it('thousands of entries, with the cached trees and offset tables of git', () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`d${at % 50}/f${at}`, `${at}`]));
    const folder = newRepository(many);
    git(folder, 'commit', '-q', '-m', 'x');
    git(
      folder,
      '-c',
      'index.threads=4',
      '-c',
      'index.recordEndOfIndexEntries=true',
      '-c',
      'index.recordOffsetTable=true',
      'update-index',
      '--index-version',
      '4',
      '--force-write-index',
    );
    expect(entriesOf(indexOf(folder))).to.deep.equal(listed(folder));
  });

  it('kinds: file, executable, link, submodule', () => {
    const folder = newRepository({ file: '', 'run*': '' });
    symlinkSync('file', join(folder, 'link'));
    git(folder, 'add', 'link');
    git(folder, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
    const kinds = entriesOf(indexOf(folder)).map(({ path, kind }) => `${path} ${kind}`);
    expect(kinds).to.deep.equal(['file file', 'link symlink', 'module submodule', 'run executable']);
  });

  it('a file that is only announced with add -N', () => {
    const folder = newRepository({ a: '1' });
    write(folder, { b: '2' });
    git(folder, 'add', '-N', 'b');
    expect(entriesOf(indexOf(folder)).map(({ path, intentToAdd }) => [path, intentToAdd])).to.deep.equal([
      ['a', false],
      ['b', true],
    ]);
  });

  it('the sides of a conflict', () => {
    const folder = newRepository({ a: 'base\n' });
    git(folder, 'commit', '-q', '-m', 'base');
    git(folder, 'checkout', '-q', '-b', 'other');
    for (const [branch, text] of [
      ['other', 'theirs\n'],
      ['-', 'ours\n'],
    ] as const) {
      if (branch === '-') git(folder, 'checkout', '-q', '-b', 'mine', 'HEAD~1');
      write(folder, { a: text });
      git(folder, 'commit', '-q', '-a', '-m', text);
    }
    try {
      git(folder, 'merge', '-q', 'other');
    } catch {
      // The conflict is wanted.
    }
    expect(entriesOf(indexOf(folder)).map(({ stage }) => stage)).to.deep.equal([1, 2, 3]);
  });

  it('a name that is not UTF-8 keeps its bytes', () => {
    const bytes = Buffer.from(indexOf(newRepository({ caff: '1' })));
    bytes.write('\u00e9', bytes.indexOf('caff') + 3, 'latin1');
    expect(entriesOf(resealed(bytes))[0]).to.include({ path: 'caf\u00e9', encoding: 'latin1' });
  });

  it('an index without a checksum (index.skipHash)', () => {
    const folder = newRepository(files);
    const bytes = Buffer.from(indexOf(folder));
    bytes.fill(0, bytes.length - 20);
    expect(entriesOf(bytes)).to.deep.equal(listed(folder));
  });
});

describe('an index that only git can expand says so', () => {
  after(removeFolders);

  it('a split index', () => {
    const folder = newRepository(files);
    git(folder, 'update-index', '--split-index');
    expect(parseIndex(indexOf(folder))).to.include({ ok: false, needsGit: true });
  });

  it('a sparse index', () => {
    const folder = newRepository({ 'a/x': '1', 'b/y': '2', top: '3' });
    git(folder, 'commit', '-q', '-m', 'x');
    git(folder, 'sparse-checkout', 'init', '--cone', '--sparse-index');
    git(folder, 'sparse-checkout', 'set', 'a');
    expect(parseIndex(indexOf(folder))).to.include({ ok: false, needsGit: true });
  });

  it('a version to come', () => {
    const bytes = Buffer.from(indexOf(newRepository(files)));
    bytes.writeUInt32BE(5, 4);
    expect(parseIndex(resealed(bytes))).to.include({ ok: false, needsGit: true });
  });
});

describe('a damaged index is refused and never ends the program', () => {
  after(removeFolders);
  let valid: Buffer;
  let compressed: Buffer;
  before(() => {
    const folder = newRepository(files);
    valid = indexOf(folder);
    git(folder, 'update-index', '--index-version', '4');
    compressed = indexOf(folder);
  });

  it('cut off at any place', () => {
    for (const whole of [valid, compressed]) {
      for (let length = 0; length < whole.length; length += 1)
        expect(parseIndex(whole.subarray(0, length)).ok).to.equal(false);
    }
  });

  it('cut off, with a checksum that fits', () => {
    for (let length = 32; length < valid.length; length += 1)
      expect(parseIndex(resealed(valid.subarray(0, length))).ok).to.be.a('boolean');
  });

  it('one changed byte', () => {
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(valid);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        return !parseIndex(bytes).ok;
      }),
    );
  });

  it('changed bytes under a checksum that fits', () => {
    const mutation = fc.tuple(fc.boolean(), fc.array(fc.tuple(fc.nat(4096), fc.nat(255)), { maxLength: 8 }));
    fc.assert(
      fc.property(mutation, ([first, changes]) => {
        const bytes = Buffer.from(first ? valid : compressed);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return typeof parseIndex(resealed(bytes)).ok === 'boolean';
      }),
      { numRuns: 2000 },
    );
  });

  it('any bytes at all', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => !parseIndex(bytes).ok));
  });

  it('a listing that is not one of git', () => {
    for (const text of ['nonsense\0', '100644 abc 0\ta\0', `040000 ${'a'.repeat(40)} 0\td\0`])
      expect(parseListing(Buffer.from(text))).to.equal(undefined);
  });
});
