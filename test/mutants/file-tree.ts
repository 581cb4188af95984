import type { FileTree, TreeEntry } from '../../lib/source/file-tree.js';
import { decodeSource } from '../../lib/source/source-file.js';
import type { TestTree } from '../support/folders.js';

/** Files as the proof reads them: a clean checkout that holds them all. */
export function fileTreeOf(files: TestTree): FileTree {
  const entries = new Map(
    [...files].map(([path, { executable }]): [string, TreeEntry] => [path, { path, kind: 'file', executable }]),
  );
  return {
    source: 'git-index',
    entries,
    read: (path) => {
      const file = files.get(path);
      if (file === undefined) return { path, why: 'it does not exist' };
      return decodeSource(path, file.bytes, file.executable ? 0o755 : 0o644);
    },
  };
}
