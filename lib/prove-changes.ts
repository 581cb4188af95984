import type { Checkout } from './discover/repository.js';
import { evaluateEntry } from './evaluate/evaluate.js';
import { prove, type Proof } from './prove/prove.js';
import type { FileChange } from './rewrite/file-change.js';
import { overlayTree } from './rewrite/overlay.js';
import type { Trace } from './world/step.js';

/** Proves changed files against the checkout, for every entry that takes part. */
export function proveChanges(checkout: Checkout, traces: readonly Trace[], changes: readonly FileChange[]): Proof {
  const touched = new Set(changes.map(({ path }) => path));
  const concerned = traces.filter(
    (trace) => trace.files.some((file) => touched.has(file)) || buildsAnyOf(trace, touched),
  );
  const rewritten = overlayTree(checkout, changes);
  const entries = concerned.map(({ entry }) => entry);
  return prove(
    checkout,
    rewritten,
    { legacy: entries, rewritten: entries.filter(({ file }) => rewritten.entries.has(file)) },
    evaluateEntry,
  );
}

function buildsAnyOf(trace: Trace, paths: ReadonlySet<string>): boolean {
  return trace.paths.some((path) =>
    path.steps.some(
      ({ effect }) =>
        effect.kind === 'build' &&
        effect.build.dockerfile.kind === 'file' &&
        paths.has(effect.build.dockerfile.path.replace(/^\/@\//, '')),
    ),
  );
}
