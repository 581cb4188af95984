import { filterBelow, ignoreMatcher, parseIgnore, type IgnorePattern } from '../dockerfile/ignore.js';
import { quoteShell } from '../script/shell/text.js';
import { relativeTo, type HostPath } from '../world/host-path.js';

/** The ignore file of a build context. */
export interface IgnoreRules {
  /** Repository path of the file. */
  readonly path: string;
  readonly patterns: readonly IgnorePattern[];
  readonly context: HostPath;
  ignores(path: string): boolean;
}

export function ignoreRules(path: string, text: string, context: HostPath): IgnoreRules {
  return { path, patterns: parseIgnore(text), context, ignores: ignoreMatcher(text) };
}

/** Whether the whole artifact was kept out of the context: the legacy COPY then had nothing to copy (IGN-2). */
export function isWhollyIgnored(rules: IgnoreRules, host: HostPath): boolean {
  const path = relativeTo(rules.context, host);
  return path !== null && path !== '' && rules.ignores(path);
}

/**
 * Commands that remove from the copy at `place` what the ignore file kept out of a tree at `host` (IGN-2).
 * 'inexpressible' stands for patterns that no simple command follows.
 */
export function ignoredParts(rules: IgnoreRules, host: HostPath, place: string): readonly string[] {
  const path = relativeTo(rules.context, host);
  if (path === null || path === '' || isWhollyIgnored(rules, host)) return [];
  const filter = filterBelow(rules.patterns, path);
  if (filter.otherwise === 'excluded') return ['inexpressible'];
  return filter.exceptions.map((pattern) => removal(pattern, path, place));
}

function removal(pattern: IgnorePattern, path: string, place: string): string {
  if (pattern.negated) return 'inexpressible';
  const anywhere = /^\*\*\/([\w.*-]+)$/.exec(pattern.pattern)?.[1];
  if (anywhere !== undefined) return `find ${quoteShell(place)} -name '${anywhere}' -prune -exec rm -rf {} +`;
  const below = pattern.pattern.startsWith(`${path}/`) ? pattern.pattern.slice(path.length + 1) : null;
  if (below !== null && /^[\w./-]+$/.test(below)) return `rm -rf ${quoteShell(`${place}/${below}`)}`;
  if (below !== null && /^\*\*\/[\w.*-]+$/.test(below))
    return `find ${quoteShell(place)} -name '${below.slice(3)}' -prune -exec rm -rf {} +`;
  return 'inexpressible';
}
