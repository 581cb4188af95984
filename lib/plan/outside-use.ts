import type { Checkout } from '../discover/repository.js';
import { usesHostFile } from '../discover/file-use.js';
import { findReferences, type Reference } from '../discover/references.js';
import type { Inference } from '../infer/infer.js';

/**
 * Whether files that are not evaluated (CI configuration, Makefiles, compose files, other scripts) need an image or a
 * host file (FLOW-1, FLOW-2). Documents and ignore files only mention things.
 */
export function outsideUse(checkout: Checkout, inference: Inference): (name: string) => boolean {
  const evaluated = new Set(inference.traces.flatMap(({ files }) => files));
  const known = new Map<string, boolean>();
  return (name) => {
    let used = known.get(name);
    if (used === undefined) {
      const references =
        name === '' || name.includes('$')
          ? []
          : findReferences(checkout, [name], { skip: (path) => evaluated.has(path) });
      used = references.some((reference) => isUse(reference, name));
      known.set(name, used);
    }
    return used;
  };
}

function isUse({ path, kind, text }: Reference, name: string): boolean {
  if (kind !== 'ci' && kind !== 'make' && kind !== 'script' && kind !== 'compose') return false;
  return name.includes(':') || usesHostFile(path, text);
}
