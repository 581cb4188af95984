import type { FileTree, TreeEntry } from '../source/file-tree.js';
import { keptMode, type DirectoryNode, type Layer, type Node } from '../world/tree.js';

interface Folder {
  readonly entries: Map<string, TreeEntry>;
  readonly folders: Map<string, Folder>;
}

const hosts = new WeakMap<FileTree, DirectoryNode>();

/** The host before the script starts: the checkout at the repository's root, an empty /tmp, and nothing else known. */
export function hostOfCheckout(tree: FileTree): DirectoryNode {
  let host = hosts.get(tree);
  if (host === undefined) {
    const root: Folder = { entries: new Map(), folders: new Map() };
    for (const entry of tree.entries.values()) place(root, entry);
    const top = new Map<string, Node>([
      ['@', directoryOf(root, '')],
      ['tmp', { kind: 'directory', origin: null, mode: keptMode, layers: [] }],
    ]);
    host = { kind: 'directory', origin: null, mode: keptMode, layers: [{ kind: 'entries', entries: top }] };
    hosts.set(tree, host);
  }
  return host;
}

function place(root: Folder, entry: TreeEntry): void {
  const names = entry.path.split('/');
  const name = names.pop() ?? '';
  let at = root;
  for (const part of names) {
    let next = at.folders.get(part);
    if (next === undefined) {
      next = { entries: new Map(), folders: new Map() };
      at.folders.set(part, next);
    }
    at = next;
  }
  at.entries.set(name, entry);
}

function directoryOf(folder: Folder, path: string): DirectoryNode {
  const entries = new Map<string, Node>();
  for (const [name, entry] of folder.entries) entries.set(name, nodeOf(entry));
  for (const [name, inner] of folder.folders)
    entries.set(name, directoryOf(inner, path === '' ? name : `${path}/${name}`));
  const layers: readonly Layer[] = entries.size === 0 ? [] : [{ kind: 'entries', entries }];
  return { kind: 'directory', origin: { kind: 'repository', path }, mode: keptMode, layers };
}

function nodeOf(entry: TreeEntry): Node {
  const origin = { kind: 'repository', path: entry.path } as const;
  switch (entry.kind) {
    case 'file':
      return { kind: 'file', origin, mode: keptMode };
    case 'symlink':
      return { kind: 'link', origin, target: null };
    case 'submodule':
      return { kind: 'opaque', origin, entry: 'directory', mode: keptMode };
  }
}
