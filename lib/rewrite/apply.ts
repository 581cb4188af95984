import { resolve } from 'node:path';
import { diagnose, type Diagnostic } from '../source/diagnostic.js';
import type { Problem } from './apply/problem.js';
import { checkTarget } from './apply/targets.js';
import { writeAll } from './apply/transaction.js';
import { findUncommitted } from './apply/uncommitted.js';
import type { FileChange } from './file-change.js';

export interface ApplyOptions {
  /** Write files that have uncommitted changes, too. */
  readonly force: boolean;
}

/** `refused`: nothing was written, and the diagnostics say why. */
export type ApplyResult =
  | { readonly kind: 'applied'; readonly files: readonly string[] }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

/**
 * Writes the changes below `root`: all files, or none.
 *
 * Refuses what would lose work or leave the repository: a file that is not as it was read, one with uncommitted changes (unless
 * `force`), a symbolic link, a path that a link leads out of `root`.
 */
export function applyChanges(root: string, changes: readonly FileChange[], options: ApplyOptions): ApplyResult {
  const folder = resolve(root);
  const problems = changes.flatMap((change) => checkTarget(folder, change));
  if (problems.length > 0) return refused(problems);
  const dirty = options.force ? [] : findUncommitted(folder, changes);
  if (dirty.length > 0) return refused(dirty);
  const failed = writeAll(folder, changes);
  return failed.length > 0 ? refused(failed) : { kind: 'applied', files: paths(changes) };
}

function paths(changes: readonly FileChange[]): string[] {
  return changes.map((change) => change.path);
}

function refused(problems: readonly Problem[]): ApplyResult {
  const diagnostics = problems.map(({ code, path, why }) => diagnose(code, path, { path, why }, () => undefined));
  return { kind: 'refused', diagnostics };
}
