import type { FileTree, TreeEntry } from '../source/file-tree.js';
import type { SourceFile } from '../source/source-file.js';
import type { FileChange } from './file-change.js';

/** A tree as it is after the changes: what the proof reads as the rewritten repository. */
export function overlayTree(base: FileTree, changes: readonly FileChange[]): FileTree {
  const entries = new Map<string, TreeEntry>(base.entries);
  const files = new Map<string, SourceFile | null>();
  for (const change of changes) {
    if (change.kind === 'deleted') {
      entries.delete(change.path);
      files.set(change.path, null);
      continue;
    }
    const encoding = change.kind === 'modified' ? change.before.encoding : 'utf8';
    entries.set(change.path, { path: change.path, kind: 'file', executable: change.mode === 0o755 });
    files.set(change.path, { path: change.path, text: change.text, encoding, mode: change.mode });
  }
  return {
    source: base.source,
    entries,
    read(path) {
      const changed = files.get(path);
      if (changed === undefined) return base.read(path);
      return changed ?? { path, why: 'it was deleted' };
    },
  };
}
