import type { Span } from '../source/source-file.js';
import type { Values } from '../source/diagnostic.js';
import type { AssumptionCode, Excuse } from './excused.js';

/** Something that must hold for two terms to be equal. */
export interface Condition {
  readonly code: AssumptionCode;
  readonly values: Values;
  readonly place: Span | null;
}

/** The first thing in which two terms differ. */
export interface Difference {
  readonly what: string;
  readonly legacy: Span | null;
  readonly rewritten: Span | null;
}

export type Verdict =
  | { readonly equal: true; readonly conditions: readonly Condition[]; readonly excuses: readonly Excuse[] }
  | { readonly equal: false; readonly difference: Difference };

export const same: Verdict = { equal: true, conditions: [], excuses: [] };

export function sameIf(...conditions: readonly Condition[]): Verdict {
  return { equal: true, conditions, excuses: [] };
}

export function excusedBy(...excuses: readonly Excuse[]): Verdict {
  return { equal: true, conditions: [], excuses };
}

export function differs(what: string, legacy: Span | null = null, rewritten: Span | null = null): Verdict {
  return { equal: false, difference: { what, legacy, rewritten } };
}

/** All must be equal; the first difference counts. The parts are only looked at while they are. */
export function all(parts: Iterable<() => Verdict>): Verdict {
  const conditions: Condition[] = [];
  const excuses: Excuse[] = [];
  for (const part of parts) {
    const verdict = part();
    if (!verdict.equal) return verdict;
    conditions.push(...verdict.conditions);
    excuses.push(...verdict.excuses);
  }
  return { equal: true, conditions, excuses };
}

/** The same verdict with places for a difference that has none yet. */
export function located(verdict: Verdict, legacy: Span | null, rewritten: Span | null): Verdict {
  if (verdict.equal) return verdict;
  const { difference } = verdict;
  if (difference.legacy !== null || difference.rewritten !== null) return verdict;
  return { equal: false, difference: { ...difference, legacy, rewritten } };
}
