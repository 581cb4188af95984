import type { SourceFile } from './source-file.js';

/** What the git index, or a walk over the files, says of one path. */
export interface TreeEntry {
  /** Relative to the root of the tree, '/' as separator. */
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'submodule';
  readonly executable: boolean;
}

export interface ReadFailure {
  readonly path: string;
  readonly why: string;
}

/**
 * A repository's files as they stand in a clean checkout. The proof reads two of these and nothing else: the
 * legacy tree, and the same tree with the rewrite laid over it.
 */
export interface FileTree {
  /** 'files-present' where there is no git index: that the listing is complete is then an assumption. */
  readonly source: 'git-index' | 'files-present';
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Follows links that stay inside the tree and no others. */
  read(path: string): SourceFile | ReadFailure;
}

export function isReadFailure(result: SourceFile | ReadFailure): result is ReadFailure {
  return 'why' in result;
}
