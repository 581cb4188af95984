import type { FileTree } from '../source/file-tree.js';
import type { Trace } from '../world/step.js';

/** What evaluation starts from: a file that people or CI start. */
export interface EntryPoint {
  /** Repository-relative path of the script. */
  readonly file: string;
  /** Name in reports: 'build.sh', 'Makefile#image'. */
  readonly name: string;
  /** What values can be; absent where the checkout is to say it. */
  readonly families?: ReadonlyMap<string, readonly string[]>;
}

export type Evaluate = (tree: FileTree, entry: EntryPoint) => Trace;
