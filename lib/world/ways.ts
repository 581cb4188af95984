import type { ExecutionPath } from './step.js';

/**
 * Whether a way is what is left when the script is started wrongly: it ends in a failure, or none of the patterns of a
 * `case` fits, of which others lead to ways of their own.
 */
export function isFallback(way: ExecutionPath, ways: readonly ExecutionPath[]): boolean {
  if (way.end === 'failed') return true;
  const subjects = new Set(way.decisions.flatMap(({ key }) => subjectOf(key) ?? []));
  return [...subjects].some(
    (subject) =>
      way.decisions.every(({ key, holds }) => subjectOf(key) !== subject || !holds) &&
      ways.some(({ decisions }) => decisions.some(({ key, holds }) => holds && subjectOf(key) === subject)),
  );
}

/** What a `case` looks at, of the key that its decisions have. */
function subjectOf(key: string): string | null {
  return /^case ([^]*?) in /.exec(key)?.[1] ?? null;
}
