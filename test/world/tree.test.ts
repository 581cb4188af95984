import { expect } from 'chai';
import fc from 'fast-check';
import {
  childOf,
  countOrigins,
  emptyDirectory,
  fileNode,
  findNode,
  foreignOrigins,
  listNodes,
  makeDirectories,
  namesIn,
  opaqueNode,
  openDirectory,
  originBelow,
  originsBelow,
  sameOrigin,
  updateNode,
  withContents,
  withEntry,
  type DirectoryNode,
  type Found,
  type Node,
  type Origin,
} from '../../lib/world/tree.js';
import { textValue } from '../../lib/world/value.js';
import type { Container } from '../../lib/world/world.js';

const container: Container = {
  id: 'container#1',
  name: null,
  image: { kind: 'other', id: 'image#1', why: 'a test' },
  tool: 'docker',
  state: 'created',
  command: [],
  entrypoint: null,
  workdir: null,
  settings: { entrypoint: null, command: null, workdir: null },
  argv: null,
  terminal: false,
  mounts: [],
  changed: false,
  removedOnExit: false,
  work: null,
  options: [],
  span: { file: 'x.sh', start: 0, end: 0 },
};

const tracked = (path: string): Origin => ({ kind: 'repository', path });
const artifact = (path: string): Origin => ({ kind: 'artifact', container, path, follow: true });

/** A folder that holds these files; each is its own origin. */
function folder(paths: readonly string[]): DirectoryNode {
  return paths.reduce((tree, path) => {
    const parent = makeDirectories(tree, path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
    return (parent === null ? null : updateNode(parent, path, () => fileNode(tracked(path)))) ?? tree;
  }, emptyDirectory);
}

function shown(origin: Origin): string {
  return 'path' in origin ? `${origin.kind} ${origin.path}` : origin.kind;
}

function summary(found: Found): string {
  switch (found.kind) {
    case 'absent':
      return 'absent';
    case 'uncertain':
      return found.candidates.map((node) => (node.origin === null ? node.kind : shown(node.origin))).join(' or ');
    case 'found':
      return found.node.origin === null ? found.node.kind : shown(found.node.origin);
  }
}

describe('the host tree answers what stands at a path', () => {
  const tree = folder(['a/b/c', 'd']);
  const mixed = withContents(folder(['keep']), artifact('/out'));
  const twice = withContents(mixed, artifact('/more'));
  const whole = withEntry(emptyDirectory, 'o', opaqueNode(artifact('/o')));
  const rows: readonly (readonly [what: string, tree: Node, path: string, answer: string])[] = [
    ['a file', tree, 'a/b/c', 'repository a/b/c'],
    ['the tree itself', tree, '', 'directory'],
    ['a name that is not there', tree, 'a/x', 'absent'],
    ['nothing lies below a file', tree, 'd/x', 'absent'],
    ['a folder of an artifact holds any name', whole, 'o/x/y', 'artifact /o/x/y'],
    ['a tree over a folder may hide its file', mixed, 'keep', 'artifact /out/keep or repository keep'],
    ['a name that only the tree may hold', mixed, 'x', 'artifact /out/x'],
    ['two trees', twice, 'x', 'artifact /more/x or artifact /out/x'],
    ['a file laid over a tree is certain', withEntry(mixed, 'x', fileNode(tracked('x'))), 'x', 'repository x'],
    ['a name removed from a tree is gone', withEntry(mixed, 'x', { kind: 'absent' }), 'x', 'absent'],
    [
      'a tree over a removed name may bring it back',
      withContents(withEntry(mixed, 'x', { kind: 'absent' }), artifact('/new')),
      'x',
      'artifact /new/x',
    ],
    [
      'below a link nothing is known',
      withEntry(emptyDirectory, 'l', { kind: 'link', origin: tracked('l'), target: null }),
      'l/x',
      '',
    ],
  ];
  for (const [what, node, path, answer] of rows)
    it(what, () => {
      expect(summary(findNode(node, path))).to.equal(answer);
    });
});

describe('the host tree is changed without touching what was there', () => {
  it('an update leaves the tree before it as it was', () => {
    const before = folder(['a/b']);
    const after = updateNode(before, 'a/b', () => fileNode(artifact('/b')));
    expect([summary(findNode(before, 'a/b')), after === null ? '' : summary(findNode(after, 'a/b'))]).to.deep.equal([
      'repository a/b',
      'artifact /b',
    ]);
  });

  it('no parent is made: docker cp, cp and > fail there', () => {
    expect(updateNode(folder(['a/b']), 'x/y', () => emptyDirectory)).to.equal(null);
    expect(updateNode(folder(['a/b']), 'a/b/c', () => emptyDirectory)).to.equal(null);
  });

  it('mkdir -p makes parents and stops at a file', () => {
    const made = makeDirectories(folder(['a/b']), 'a/x/y');
    expect(made === null ? [] : listNodes(made).map(({ path }) => path)).to.deep.equal(['a', 'a/b', 'a/x', 'a/x/y']);
    expect(makeDirectories(folder(['a/b']), 'a/b/c')).to.equal(null);
  });

  it('a folder of an artifact opens for more', () => {
    const opened = openDirectory(opaqueNode(artifact('/o')));
    expect(opened === null ? '' : summary(childOf(opened, 'x'))).to.equal('artifact /o/x');
    expect(openDirectory(opaqueNode(artifact('/o'), 'file'))).to.equal(null);
  });

  it('a removed name leaves no trace where nothing lies below', () => {
    const removed = updateNode(folder(['a', 'b']), 'a', () => null);
    expect(removed === null ? [] : namesIn(removed)).to.deep.equal(['b']);
  });
});

describe('origins', () => {
  it('a path below one follows no link any more', () => {
    expect(originBelow(artifact('/'), 'x')).to.include({ path: '/x', follow: false });
    expect(originBelow(tracked(''), 'x')).to.deep.equal(tracked('x'));
    expect(originBelow({ kind: 'generated', text: textValue('x') }, 'y').kind).to.equal('unknown');
  });

  it('two containers are two origins', () => {
    expect(sameOrigin(artifact('/a'), artifact('/a'))).to.equal(true);
    expect(
      sameOrigin(artifact('/a'), { kind: 'artifact', container: { ...container }, path: '/a', follow: true }),
    ).to.equal(false);
    expect(sameOrigin(artifact('/a'), artifact('/b'))).to.equal(false);
    expect(sameOrigin(artifact('/a'), tracked('a'))).to.equal(false);
  });

  it('those below a folder are listed and counted, the foreign ones apart', () => {
    const tree = withContents(folder(['a', 'd/b']), artifact('/out'));
    const lines = (list: readonly { path: string; origin: Origin }[]): string[] =>
      list.map(({ path, origin }) => `${path} ${shown(origin)}`);
    expect(lines(originsBelow(tree))).to.deep.equal(['a repository a', 'd/b repository d/b', ' artifact /out']);
    expect(lines(foreignOrigins(tree))).to.deep.equal([' artifact /out']);
    expect(countOrigins(tree)).to.equal(3);
  });
});

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));

describe('the tree holds what was put into it, whatever the order', () => {
  it('the last write to a path is what is found there', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 8 }), path, (others, last) => {
        const tree = folder(others);
        const parent = makeDirectories(tree, last.includes('/') ? last.slice(0, last.lastIndexOf('/')) : '');
        const written = parent === null ? null : updateNode(parent, last, () => fileNode(artifact('/last')));
        if (written !== null) expect(summary(findNode(written, last))).to.equal('artifact /last');
      }),
      { seed: 20_170_404, numRuns: 300 },
    );
  });

  it('every listed path is found', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 8 }), (paths) => {
        const tree = folder(paths);
        for (const entry of listNodes(tree))
          expect(findNode(tree, entry.path)).to.deep.equal({ kind: 'found', node: entry.node });
      }),
      { seed: 20_170_404, numRuns: 200 },
    );
  });
});
