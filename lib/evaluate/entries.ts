import type { FileTree } from '../source/file-tree.js';
import type { Trace } from '../world/step.js';
import { evaluateEntry } from './evaluate.js';

/**
 * Evaluates every script that may drive a build and keeps the roots: those that no other of them calls. A script
 * that is called is evaluated in the context of each caller.
 *
 * @param files repository-relative paths of the scripts, in order
 */
export function evaluateRoots(tree: FileTree, files: readonly string[]): readonly Trace[] {
  const traces = files.map((file) => evaluateEntry(tree, { file, name: file }));
  const calledBy = new Map<string, Set<string>>();
  for (const trace of traces) {
    for (const file of trace.files) {
      if (file === trace.entry.file) continue;
      calledBy.set(file, (calledBy.get(file) ?? new Set()).add(trace.entry.file));
    }
  }
  return traces.filter((trace) => isRoot(trace.entry.file, calledBy));
}

/** A script that is called is no root, except where the calls go round in a circle. */
function isRoot(file: string, calledBy: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const callers = calledBy.get(file);
  if (callers === undefined) return true;
  return [...callers].every((caller) => calledBy.get(caller)?.has(file) === true && file < caller);
}
