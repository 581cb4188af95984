import { contextSource } from '../dockerfile/copy.js';
import { compilePattern } from '../dockerfile/patterns.js';
import type { FileTree } from '../source/file-tree.js';
import { relativeTo } from '../world/host-path.js';
import { renderValue } from '../world/value.js';
import type { BuildReading } from '../infer/read-build.js';
import { legacyIgnore } from './contexts.js';

/** Whether a host path lies at, above or below a source of the build, and is not ignored. */
export function isInput(reading: BuildReading, path: string, tree: FileTree): boolean {
  const { context } = reading.build;
  if (context.kind !== 'directory') return false;
  const inside = relativeTo(context.path, path);
  if (inside === null) return false;
  const rules = legacyIgnore(tree, reading);
  if (rules !== null && inside !== '' && rules.ignores(inside)) return false;
  return reading.sources.some((use) => {
    const source = contextSource(renderValue(use.value));
    if (source.hasMeta) return overlapsPattern(source.path, inside);
    const base = source.path === '.' ? context.path : `${context.path}/${source.path}`;
    return relativeTo(base, path) !== null || relativeTo(path, base) !== null;
  });
}

/** Whether a path lies at, above or below what a wildcard can match; `*` stops at `/` (CO-S5). */
function overlapsPattern(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const names = path === '' ? [] : path.split('/');
  return parts.slice(0, names.length).every((part, index) => {
    const compiled = compilePattern(part);
    return 'error' in compiled || compiled.matches(names[index] ?? '');
  });
}
