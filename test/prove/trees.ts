import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileTree, TreeEntry } from '../../lib/source/file-tree.js';
import { decodeSource } from '../../lib/source/source-file.js';

/** The files of a tree by path. A name that ends in `*` is executable. */
export type Files = Readonly<Record<string, string>>;

/** A tree in memory. */
export function treeOf(files: Files): FileTree {
  const contents = new Map<string, Uint8Array>();
  const entries = new Map<string, TreeEntry>();
  for (const [written, text] of Object.entries(files)) {
    const path = written.replace(/\*$/, '');
    contents.set(path, Buffer.from(text));
    entries.set(path, { path, kind: 'file', executable: written.endsWith('*') });
  }
  return {
    source: 'git-index',
    entries,
    read: (path) => {
      const bytes = contents.get(path);
      if (bytes === undefined) return { kind: 'failure', path, why: 'it does not exist' };
      return decodeSource(path, bytes, entries.get(path)?.executable === true ? 0o755 : 0o644);
    },
  };
}

/** The files below a folder, latin1-safe. */
export function readFiles(folder: string): Files {
  const files: Record<string, string> = {};
  const visit = (path: string): void => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const inner = path === '' ? name : `${path}/${name}`;
      const stats = statSync(join(folder, inner));
      if (stats.isDirectory()) visit(inner);
      else files[(stats.mode & 0o100) === 0 ? inner : `${inner}*`] = readFileSync(join(folder, inner), 'utf8');
    }
  };
  visit('');
  return files;
}

/** `files` with some replaced, added, or (null) deleted. */
export function changed(files: Files, changes: Readonly<Record<string, string | null>>): Files {
  const result = new Map(Object.entries(files));
  for (const [path, text] of Object.entries(changes)) {
    const known = [path, `${path}*`, path.replace(/\*$/, '')].find((name) => result.has(name)) ?? path;
    if (text === null) result.delete(known);
    else result.set(known, text);
  }
  return Object.fromEntries(result);
}
