import type { Span } from '../source/source-file.js';
import type { Dockerfile } from './types.js';

/** The `# syntax=` line of a file. */
export function syntaxOf(dockerfile: Dockerfile): { readonly value: string; readonly span: Span } | null {
  const found = dockerfile.directives.find(({ name }) => name === 'syntax');
  return found === undefined ? null : { value: found.value, span: found.span };
}

/** Which of two frontends can read what either can; null where they are not versions of one (M6). */
export function higherSyntax(a: string, b: string): string | null {
  if (a === b) return a;
  const [one, other] = [versionOf(a), versionOf(b)];
  if (one === null || other === null || one.name !== other.name) return null;
  for (const index of [0, 1, 2]) {
    const [left, right] = [one.numbers[index], other.numbers[index]];
    if (left === right) continue;
    // `1` stands for the newest of 1.x.
    if (left === undefined) return a;
    if (right === undefined) return b;
    return left > right ? a : b;
  }
  return a;
}

function versionOf(reference: string): { readonly name: string; readonly numbers: readonly number[] } | null {
  const parts = /^(?:docker\.io\/)?([\w./-]+):(\d+(?:\.\d+){0,2})$/.exec(reference);
  if (parts === null) return null;
  return { name: parts[1] ?? '', numbers: (parts[2] ?? '').split('.').map(Number) };
}
