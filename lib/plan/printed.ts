import type { Member } from '../infer/sources.js';

/** A file that a command in a container printed (I-05): root of the shim stage makes it anew. */
export function isPrinted({ origin, mode, entry, made }: Member): boolean {
  return made === null && origin.follow && mode.kind === 'bits' && entry === 'file';
}
