import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { safeEnvironment } from '../../lib/discover/git-directory.js';
import { isReadFailure, openCheckout, type Checkout } from '../../lib/discover/repository.js';
import { checkoutOf, git, newFolder, newRepository, present, removeFolders, write } from './fixtures.js';

function paths(checkout: Checkout): readonly string[] {
  return [...checkout.entries.keys()];
}

function textOf(checkout: Checkout, path: string): string {
  const result = checkout.read(path);
  return isReadFailure(result) ? `! ${result.why}` : result.text;
}

function problemOf(checkout: Checkout, path: string): string {
  const result = checkout.read(path);
  return isReadFailure(result) ? result.problem : 'read';
}

afterEach(removeFolders);

describe('what a checkout holds', () => {
  it('the tracked files, not build products that lie about', () => {
    const folder = newRepository({ Dockerfile: 'FROM x\n', 'src/a.go': '' });
    write(folder, { app: 'left over' });
    const checkout = checkoutOf(folder);
    expect(checkout.source).to.equal('git-index');
    expect(paths(checkout)).to.deep.equal(['Dockerfile', 'src/a.go']);
    expect(textOf(checkout, 'app')).to.equal('left over');
  });

  it('below a folder of a checkout: only its files, with names relative to it', () => {
    const folder = newRepository({ top: '', 'svc/Dockerfile': '', 'svc/a/b': '', 'svc2/x': '' });
    const checkout = checkoutOf(join(folder, 'svc'));
    expect(checkout.source).to.equal('git-index');
    expect(paths(checkout)).to.deep.equal(['Dockerfile', 'a/b']);
  });

  it('modes and kinds as git records them', () => {
    const folder = newRepository({ a: '', 'run*': '' });
    symlinkSync('a', join(folder, 'link'));
    git(folder, 'add', '-A');
    git(folder, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub/module`);
    const shown = [...checkoutOf(folder).entries.values()].map(
      ({ path, kind, executable }) => `${path} ${kind} ${executable}`,
    );
    expect(shown).to.deep.equal(['a file false', 'link symlink false', 'run file true', 'sub/module submodule false']);
    expect([...checkoutOf(folder).directories()].sort()).to.deep.equal(['', 'sub', 'sub/module']);
  });

  it('a worktree and a submodule, whose index lies elsewhere', () => {
    const library = newRepository({ 'lib.sh': '' });
    git(library, 'commit', '-q', '-m', 'x');
    const folder = newRepository({ a: '' });
    git(folder, 'commit', '-q', '-m', 'x');
    const other = join(newFolder(), 'other');
    git(folder, 'worktree', 'add', '-q', other);
    git(folder, 'submodule', 'add', '-q', library, 'module');
    expect(paths(checkoutOf(other))).to.deep.equal(['a']);
    expect(paths(checkoutOf(folder))).to.deep.equal(['.gitmodules', 'a', 'module']);
    expect(paths(checkoutOf(join(folder, 'module')))).to.deep.equal(['lib.sh']);
    expect(checkoutOf(join(folder, 'module')).source).to.equal('git-index');
  });

  for (const [name, change] of [
    ['a split index', (folder: string) => git(folder, 'update-index', '--split-index')],
    [
      'a sparse index',
      (folder: string) => {
        git(folder, 'commit', '-q', '-m', 'x');
        git(folder, 'sparse-checkout', 'init', '--cone', '--sparse-index');
        git(folder, 'sparse-checkout', 'set', 'a');
      },
    ],
  ] as const) {
    it(`${name} is expanded by git, without starting what the repository configures`, () => {
      const folder = newRepository({ 'a/x': '1', 'b/y': '2', top: '3' });
      change(folder);
      const trap = join(newFolder(), 'started');
      write(folder, { 'trap.sh*': `#!/bin/sh\ntouch ${trap}\n`, 'git*': `#!/bin/sh\ntouch ${trap}\n` });
      git(folder, 'config', 'core.fsmonitor', join(folder, 'trap.sh'));
      const before = statSync(join(folder, '.git/index')).mtimeMs;
      const path = process.env['PATH'];
      process.env['GIT_DIR'] = '/nowhere';
      process.env['PATH'] = `.:${path ?? ''}`;
      try {
        expect(paths(checkoutOf(folder))).to.deep.equal(['a/x', 'b/y', 'top']);
      } finally {
        delete process.env['GIT_DIR'];
        process.env['PATH'] = path;
      }
      expect(() => statSync(trap)).to.throw('ENOENT');
      expect(statSync(join(folder, '.git/index')).mtimeMs).to.equal(before);
    });
  }

  it('of a conflict our side, and nothing that both sides deleted', () => {
    const folder = newRepository({ a: '' });
    const id = '1'.repeat(40);
    const lines = [
      `100644 ${id} 1\tboth`,
      `100644 ${id} 2\tboth`,
      `100755 ${id} 3\tboth`,
      `100644 ${id} 1\tgone`,
      `100755 ${id} 3\ttheirs`,
    ];
    writeFileSync(join(folder, 'list'), `${lines.join('\n')}\n`);
    git(folder, 'update-index', '--force-remove', 'a');
    // `--index-info` reads standard input.
    git(folder, '-c', 'alias.take=!git update-index --index-info < list', 'take');
    const shown = [...checkoutOf(folder).entries.values()].map(({ path, executable }) => `${path} ${executable}`);
    expect(shown).to.deep.equal(['both false', 'theirs true']);
  });

  it('without git: the files present, links not followed', () => {
    const folder = newFolder();
    write(folder, { b: '', 'a/run*': '', 'sub/.git/config': '', é: '' });
    symlinkSync('..', join(folder, 'a/up'));
    const checkout = checkoutOf(folder);
    expect(checkout.source).to.equal('files-present');
    expect(paths(checkout)).to.deep.equal(['a/run', 'a/up', 'b', 'é']);
    expect(checkout.entries.get('a/run')).to.include({ kind: 'file', executable: true });
    expect(checkout.entries.get('a/up')).to.include({ kind: 'symlink', executable: false });
    expect(checkout.unlisted).to.deep.equal([]);
  });

  it('a folder of which git tracks nothing: the files present', () => {
    const folder = newRepository({ '.gitignore': 'samples\n' });
    write(folder, { 'samples/one/Dockerfile': '' });
    const checkout = checkoutOf(join(folder, 'samples/one'));
    expect([checkout.source, ...paths(checkout)]).to.deep.equal(['files-present', 'Dockerfile']);
  });

  it('an empty folder, an empty repository and a bare repository hold nothing', () => {
    const bare = newFolder();
    git(bare, 'init', '-q', '--bare');
    for (const folder of [newFolder(), newRepository({}), bare]) expect(paths(checkoutOf(folder))).to.deep.equal([]);
  });

  it('a name that is not UTF-8 is read', () => {
    const folder = newFolder();
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), 'x');
    expect(textOf(checkoutOf(folder), 'caf\u00e9')).to.equal('x');
    git(folder, 'init', '-q');
    git(folder, 'add', '-A');
    expect(textOf(checkoutOf(folder), 'caf\u00e9')).to.equal('x');
  });

  it('the order does not depend on the order of creation', () => {
    const names = ['b', 'a/z', 'a.x', 'A', 'a-b', 'ü', '\u{1f600}', '\uffee', 'a/b/c'];
    const one = present(Object.fromEntries(names.map((name) => [name, ''])));
    const other = present(Object.fromEntries([...names].reverse().map((name) => [name, ''])));
    expect(paths(one)).to.deep.equal(paths(other));
    expect(paths(one)).to.deep.equal([...names].sort());
    const tracked = newRepository(Object.fromEntries(names.map((name) => [name, ''])));
    expect(paths(checkoutOf(tracked))).to.deep.equal([...names].sort());
  });

  it('what is no folder is said to be none', () => {
    const folder = newFolder();
    write(folder, { file: '' });
    for (const name of ['file', 'absent', 'file/below'])
      expect(openCheckout(join(folder, name))).to.include({ code: 'not-a-directory' });
  });

  it('a damaged index is an error, not an empty repository', () => {
    const folder = newRepository({ a: '' });
    writeFileSync(join(folder, '.git/index'), 'DIRC but no more than that, and long enough to look at');
    expect(openCheckout(folder)).to.include({ code: 'unreadable-file' });
  });
});

describe('reading never leaves the tree', () => {
  let folder: string;
  let secret: string;
  beforeEach(() => {
    secret = newFolder();
    write(secret, { key: 'secret', Dockerfile: 'secret' });
    folder = newRepository({ 'real/file': 'inside' });
    symlinkSync(join(secret, 'key'), join(folder, 'absolute'));
    symlinkSync('real/file', join(folder, 'near'));
    symlinkSync('real', join(folder, 'nearby'));
    symlinkSync(secret, join(folder, 'away'));
    symlinkSync('away/key', join(folder, 'chained'));
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('.git/config', join(folder, 'config'));
    symlinkSync('nothing', join(folder, 'dangling'));
    git(folder, 'add', '-A');
  });

  for (const [path, expected] of [
    ['real/file', 'read'],
    ['near', 'read'],
    ['nearby/file', 'read'],
    ['absolute', 'leaves-the-tree'],
    ['away/key', 'leaves-the-tree'],
    ['chained', 'leaves-the-tree'],
    ['config', 'leaves-the-tree'],
    ['../key', 'leaves-the-tree'],
    ['/etc/hostname', 'leaves-the-tree'],
    ['real/../../key', 'leaves-the-tree'],
    ['.git/config', 'leaves-the-tree'],
    ['', 'leaves-the-tree'],
    ['a\0b', 'leaves-the-tree'],
    ['dangling', 'missing'],
    ['loop', 'failed'],
    ['real', 'not-a-file'],
    ['nearby', 'not-a-file'],
  ] as const) {
    it(`${JSON.stringify(path)}: ${expected}`, () => {
      expect(problemOf(checkoutOf(folder), path)).to.equal(expected);
    });
  }

  it('a folder that became a link after it was added', () => {
    rmSync(join(folder, 'real'), { recursive: true });
    symlinkSync(secret, join(folder, 'real'));
    const checkout = checkoutOf(folder);
    expect(checkout.entries.has('real/file')).to.equal(true);
    expect(problemOf(checkout, 'real/key')).to.equal('leaves-the-tree');
    expect(checkout.head('real/key', Buffer.alloc(9))).to.include({ problem: 'not-a-file' });
  });

  it('a folder with a name that is not UTF-8 and leads away', () => {
    const odd = newFolder();
    symlinkSync(secret, Buffer.concat([Buffer.from(`${odd}/caf`), Buffer.from([0xe9])]));
    expect(textOf(checkoutOf(odd), 'caf\u00e9/key')).not.to.equal('secret');
  });

  it('the sweep over many files follows no link at all', () => {
    const checkout = checkoutOf(folder);
    for (const path of ['near', 'absolute', 'nearby/file'])
      expect(checkout.head(path, Buffer.alloc(9))).to.be.an('object');
    expect(checkout.head('real/file', Buffer.alloc(3))).to.equal(3);
  });
});

describe('why a file cannot be read', () => {
  it('deleted in the working tree', () => {
    const folder = newRepository({ 'a/b': '' });
    rmSync(join(folder, 'a'), { recursive: true });
    expect(textOf(checkoutOf(folder), 'a/b')).to.equal('! it is missing from the working tree');
  });

  it('a folder in its place', () => {
    const folder = newRepository({ a: '' });
    rmSync(join(folder, 'a'));
    mkdirSync(join(folder, 'a'));
    expect(textOf(checkoutOf(folder), 'a')).to.equal('! it is not a file');
    expect(checkoutOf(folder).head('a', Buffer.alloc(9))).to.include({ problem: 'not-a-file' });
  });

  // The superuser may read everything; for him the folder in place of a file has to do.
  if (process.getuid?.() !== 0) {
    it('no permission', () => {
      const folder = newRepository({ a: '' });
      chmodSync(join(folder, 'a'), 0);
      expect(problemOf(checkoutOf(folder), 'a')).to.equal('no-permission');
    });

    it('a folder that cannot be listed is named', () => {
      const folder = newFolder();
      write(folder, { a: '', 'closed/b': '' });
      chmodSync(join(folder, 'closed'), 0);
      const { entries, unlisted } = checkoutOf(folder);
      chmodSync(join(folder, 'closed'), 0o755);
      expect([[...entries.keys()], unlisted.map(({ path }) => path)]).to.deep.equal([['a'], ['closed']]);
    });
  }

  it('too large', () => {
    const checkout = present({ big: Buffer.alloc(16 * 1024 * 1024 + 1), fits: Buffer.alloc(16 * 1024 * 1024) });
    expect(textOf(checkout, 'big')).to.equal('! it is larger than 16 MiB');
    expect(problemOf(checkout, 'fits')).to.equal('read');
  });

  it('a named pipe does not make it wait', () => {
    const folder = newRepository({ a: '', b: '' });
    rmSync(join(folder, 'a'));
    git(folder, '-c', 'alias.pipe=!mkfifo a', 'pipe');
    expect(problemOf(checkoutOf(folder), 'a')).to.equal('not-a-file');
  });
});

describe('reading', () => {
  it('bytes survive: BOM, CRLF, latin1', () => {
    const checkout = present({ bom: '\ufeffFROM x\r\n', latin: Buffer.from([0x41, 0xe9]) });
    expect(checkout.read('bom')).to.include({ text: '\ufeffFROM x\r\n', encoding: 'utf8', mode: 0o644 });
    expect(checkout.read('latin')).to.include({ text: 'A\u00e9', encoding: 'latin1' });
  });

  it('the mode is the one of git, not of the file system', () => {
    const folder = newRepository({ 'run*': '' });
    chmodSync(join(folder, 'run'), 0o644);
    expect(checkoutOf(folder).read('run')).to.include({ mode: 0o755 });
  });

  it('the same file is read once', () => {
    const folder = newRepository({ a: 'first' });
    const checkout = checkoutOf(folder);
    const first = checkout.read('a');
    write(folder, { a: 'second' });
    expect(checkout.read('a')).to.equal(first);
  });

  it('the environment for git redirects nothing and has no relative PATH', () => {
    const environment = safeEnvironment({ GIT_DIR: 'x', GIT_EXTERNAL_DIFF: 'y', PATH: '.:/usr/bin::bin', HOME: '/h' });
    expect(environment).to.include({ PATH: '/usr/bin', HOME: '/h', GIT_OPTIONAL_LOCKS: '0' });
    expect(environment).not.to.have.any.keys('GIT_DIR', 'GIT_EXTERNAL_DIFF');
  });
});
