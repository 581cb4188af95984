import { filterBelow, type IgnorePattern } from '../dockerfile/ignore.js';
import type { Session } from './session.js';
import type { Term } from './term.js';

/**
 * IGN-2: what an ignore file does to a tree at `path` that nobody can list, in the form that a shim's commands have
 * too where that is possible; null where it does nothing.
 */
export function ignoreFilter(patterns: readonly IgnorePattern[], path: string, session: Session): Term | null {
  const { otherwise, exceptions } = filterBelow(patterns, path);
  if (otherwise === 'included' && exceptions.length === 0) return null;
  const removals = exceptions.map(({ pattern, negated }) => (negated ? null : removalOf(pattern, path)));
  const plain = otherwise === 'included' && removals.every((removal) => removal !== null);
  if (plain) return filterTerm(removals, session);
  return session.terms.make('ignore', otherwise, `at ${path}`, ...exceptions.map(({ text }) => text));
}

/** What a pattern removes from the tree at `path`, seen from there; null where that has no plain form. */
function removalOf(pattern: string, path: string): string | null {
  const below = pattern.startsWith(`${path}/`)
    ? pattern.slice(path.length + 1)
    : pattern.startsWith('**/')
      ? pattern
      : null;
  if (below === null) return null;
  const anywhere = /^\*\*\/([\w.*-]+)$/.exec(below)?.[1];
  if (anywhere !== undefined) return `any ${anywhere}`;
  return /^[\w./-]+$/.test(below) ? `path ${below}` : null;
}

/** A tree without some of its names; the order of removals does not count. */
export function filterTerm(removals: readonly string[], session: Session): Term {
  return session.terms.make('without', ...[...new Set(removals)].sort());
}
