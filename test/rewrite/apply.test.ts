import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { applyChanges, type ApplyResult } from '../../lib/rewrite/apply.js';
import type { FileChange } from '../../lib/rewrite/file-change.js';
import { decodeSource } from '../../lib/source/source-file.js';
import { describeTree, git, inFolder, readTree, writeTree } from '../support/folders.js';
import { changeOf, patchCases, treeOf } from './patch-cases.js';

const careful = { force: false };

function modified(path: string, before: string, text: string, mode = 0o644): FileChange {
  return { kind: 'modified', path, before: decodeSource(path, Buffer.from(before), mode), text, mode };
}

function codesOf(result: ApplyResult): string[] {
  return result.kind === 'applied' ? [] : result.diagnostics.map(({ code, file }) => `${code} ${file ?? ''}`);
}

/** A repository with committed files. */
function repository(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git(folder, 'init', '-q');
  git(folder, 'add', '-Af');
  git(folder, 'commit', '-q', '-m', 'start');
}

const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

describe('applying changes', () => {
  for (const one of patchCases) {
    it(one.name, () => {
      inFolder((folder) => {
        writeTree(
          folder,
          treeOf([one], ({ before }) => before),
        );
        const change = changeOf(one);
        const result = applyChanges(folder, change === null ? [] : [change], careful);
        expect(codesOf(result)).to.deep.equal([]);
        expect(describeTree(readTree(folder))).to.deep.equal(describeTree(treeOf([one], ({ after }) => after)));
      });
    });
  }

  it('keeps permission bits, and only the right to run follows the change', () => {
    inFolder((folder) => {
      writeFileSync(join(folder, 'a'), 'x');
      writeFileSync(join(folder, 'b'), 'x');
      chmodSync(join(folder, 'a'), 0o660);
      chmodSync(join(folder, 'b'), 0o640);
      applyChanges(folder, [modified('a', 'x', 'y'), modified('b', 'x', 'y', 0o755)], careful);
      expect(lstatSync(join(folder, 'a')).mode & 0o777).to.equal(0o660);
      expect(lstatSync(join(folder, 'b')).mode & 0o777).to.equal(0o750);
    });
  });

  it('writes committed files of a repository, also from a folder below its top', () => {
    inFolder((folder) => {
      repository(folder, { 'sub/a': 'x', other: 'x' });
      writeFileSync(join(folder, 'other'), 'work in progress');
      expect(applyChanges(join(folder, 'sub'), [modified('a', 'x', 'y')], careful).kind).to.equal('applied');
      expect(read(folder, 'sub/a')).to.equal('y');
    });
  });

  it('follows a link to a folder that stays in the repository', () => {
    inFolder((folder) => {
      mkdirSync(join(folder, 'real'));
      writeFileSync(join(folder, 'real/a'), 'x');
      symlinkSync('real', join(folder, 'link'));
      expect(applyChanges(folder, [modified('link/a', 'x', 'y')], careful).kind).to.equal('applied');
      expect(read(folder, 'real/a')).to.equal('y');
    });
  });
});

describe('changes that are refused leave every file as it was', () => {
  interface Refusal {
    readonly name: string;
    readonly code: string;
    readonly change: FileChange;
    readonly arrange: (folder: string) => void;
    /** Whether --force writes nevertheless. */
    readonly forced: boolean;
  }

  const outside = (folder: string): string => join(folder, '..', `${folder.split('/').at(-1) ?? ''}-outside`);

  const refusals: readonly Refusal[] = [
    {
      name: 'a file with uncommitted changes',
      code: 'uncommitted-changes',
      change: modified('a', 'edited', 'y'),
      arrange: (folder) => writeFileSync(join(folder, 'a'), 'edited'),
      forced: true,
    },
    {
      name: 'a file with staged changes',
      code: 'uncommitted-changes',
      change: modified('a', 'edited', 'y'),
      arrange: (folder) => {
        writeFileSync(join(folder, 'a'), 'edited');
        git(folder, 'add', 'a');
      },
      forced: true,
    },
    {
      name: 'a file that git does not track',
      code: 'uncommitted-changes',
      change: modified('new/file', 'x', 'y'),
      arrange: (folder) => {
        mkdirSync(join(folder, 'new'));
        writeFileSync(join(folder, 'new/file'), 'x');
      },
      forced: true,
    },
    {
      name: 'a file that git ignores',
      code: 'uncommitted-changes',
      change: modified('ignored/file', 'x', 'y'),
      arrange: (folder) => {
        mkdirSync(join(folder, 'ignored'));
        writeFileSync(join(folder, 'ignored/file'), 'x');
        writeFileSync(join(folder, '.git/info/exclude'), 'ignored\n');
      },
      forced: true,
    },
    {
      name: 'a file that changed since it was read',
      code: 'changed-since-read',
      change: modified('a', 'another', 'y'),
      arrange: () => undefined,
      forced: false,
    },
    {
      name: 'a file that is gone',
      code: 'changed-since-read',
      change: modified('gone', 'x', 'y'),
      arrange: () => undefined,
      forced: false,
    },
    {
      name: 'a new file whose name is taken',
      code: 'changed-since-read',
      change: { kind: 'added', path: 'a', text: 'y', mode: 0o644 },
      arrange: () => undefined,
      forced: false,
    },
    {
      name: 'a symbolic link',
      code: 'leaves-repository',
      change: modified('link', 'a', 'y'),
      arrange: (folder) => symlinkSync('a', join(folder, 'link')),
      forced: false,
    },
    {
      name: 'a folder behind a link that leaves the repository',
      code: 'leaves-repository',
      change: { kind: 'added', path: 'way/out/file', text: 'y', mode: 0o644 },
      arrange: (folder) => symlinkSync('/tmp', join(folder, 'way')),
      forced: false,
    },
    {
      name: 'a path that steps out of the repository',
      code: 'leaves-repository',
      change: { kind: 'added', path: '../stagefold-escape', text: 'y', mode: 0o644 },
      arrange: () => undefined,
      forced: false,
    },
    {
      name: "a path in git's own folder",
      code: 'leaves-repository',
      change: { kind: 'added', path: '.git/hooks/post-checkout', text: 'y', mode: 0o755 },
      arrange: () => undefined,
      forced: false,
    },
    {
      name: 'a file where a folder should be',
      code: 'write-failed',
      change: { kind: 'added', path: 'b/file', text: 'y', mode: 0o644 },
      arrange: () => undefined,
      forced: false,
    },
  ];

  for (const { name, code, change, arrange, forced } of refusals) {
    it(name, () => {
      inFolder((folder) => {
        repository(folder, { a: 'x', b: 'x', z: 'x' });
        arrange(folder);
        const before = describeTree(readTree(folder));
        const changes = [
          modified('z', 'x', 'y'),
          change,
          { kind: 'deleted', path: 'b', before: decodeSource('b', Buffer.from('x')) } as const,
        ];
        const asked = code === 'write-failed' ? changes.slice(0, 2) : changes;
        expect(codesOf(applyChanges(folder, asked, careful))).to.deep.equal([`${code} ${change.path}`]);
        expect(describeTree(readTree(folder))).to.deep.equal(before);
        expect(existsSync(outside(folder))).to.equal(false);
        expect(applyChanges(folder, asked, { force: true }).kind).to.equal(forced ? 'applied' : 'refused');
        if (!forced) expect(describeTree(readTree(folder))).to.deep.equal(before);
      });
    });
  }

  it('a file that cannot be put in place takes all others back', () => {
    inFolder((folder) => {
      writeTree(folder, new Map(['a', 'b', 'c'].map((path) => [path, { bytes: Buffer.from('x'), executable: true }])));
      mkdirSync(join(folder, `.c.stagefold-${process.pid}.old`));
      const added = { kind: 'added', path: 'new/deep/file', text: 'y', mode: 0o644 } as const;
      const deleted = { kind: 'deleted', path: 'b', before: decodeSource('b', Buffer.from('x')) } as const;
      const changes = [modified('a', 'x', 'y'), added, deleted, modified('c', 'x', 'y')];
      expect(codesOf(applyChanges(folder, changes, careful))).to.deep.equal(['write-failed c']);
      expect(describeTree(readTree(folder))).to.deep.equal({ a: 'x "x"', b: 'x "x"', c: 'x "x"' });
      expect(readdirSync(folder).sort()).to.deep.equal([`.c.stagefold-${process.pid}.old`, 'a', 'b', 'c']);
    });
  });

  it('nothing that the repository configures is run', () => {
    inFolder((folder) => {
      repository(folder, { a: 'x', '.gitattributes': 'a filter=evil\n' });
      const command = `sh -c 'touch ${join(folder, 'ran')}; cat'`;
      for (const key of ['filter.evil.clean', 'filter.evil.process', 'core.fsmonitor'])
        git(folder, 'config', key, command);
      writeFileSync(join(folder, 'a'), 'edited');
      expect(codesOf(applyChanges(folder, [modified('a', 'edited', 'y')], careful))).to.deep.equal([
        'uncommitted-changes a',
      ]);
      expect(existsSync(join(folder, 'ran'))).to.equal(false);
    });
  });

  it('a repository that git cannot read is refused unless forced', () => {
    inFolder((folder) => {
      writeFileSync(join(folder, 'a'), 'x');
      writeFileSync(join(folder, '.git'), 'gitdir: nowhere\n');
      expect(codesOf(applyChanges(folder, [modified('a', 'x', 'y')], careful))).to.deep.equal([
        'uncommitted-changes a',
      ]);
      expect(applyChanges(folder, [modified('a', 'x', 'y')], { force: true }).kind).to.equal('applied');
    });
  });

  it('a filter whose name cannot be switched off is refused', () => {
    inFolder((folder) => {
      repository(folder, { a: 'x' });
      git(folder, 'config', 'filter.a=b.clean', 'cat');
      expect(codesOf(applyChanges(folder, [modified('a', 'x', 'y')], careful))).to.deep.equal([
        'uncommitted-changes a',
      ]);
    });
  });
});
