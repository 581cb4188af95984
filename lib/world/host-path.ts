import { symbolsOf, type SymbolPart, type Value, withFallbacks } from './value.js';

/**
 * An absolute path of the host. The repository lies at `repositoryRoot`; symbols in a path are opaque names, so
 * `$OUT/app` matches itself.
 */
export type HostPath = string;

/** Where the checkout lies: no real directory has this name. */
export const repositoryRoot: HostPath = '/@';

const escapedSlash = '\u2215';

export interface ResolvedPath {
  readonly path: HostPath;
  /** Empty where every character of the path is known. */
  readonly unknown: readonly SymbolPart[];
  /** Defaults that stood in for variables nobody sets: assumptions. */
  readonly defaults: readonly SymbolPart[];
  /** 'slash': written with a trailing `/`; 'dot': with `/.` (both carry meaning for docker cp, CP-A5). */
  readonly ending: 'plain' | 'slash' | 'dot';
}

/** The path that a word names when the current directory is `cwd`. */
export function resolveHostPath(value: Value, cwd: HostPath): ResolvedPath {
  const settled = withFallbacks(value);
  const text = settled.value
    .map((part) => (part.kind === 'text' ? part.text : part.key.replaceAll('/', escapedSlash)))
    .join('');
  const startsUnknown = settled.value[0]?.kind === 'symbol';
  const absolute = text.startsWith('/') ? text : startsUnknown ? `/${text}` : `${cwd}/${text}`;
  return {
    path: normalizePath(absolute),
    unknown: symbolsOf(settled.value),
    defaults: settled.used,
    ending: endingOf(text),
  };
}

function endingOf(text: string): ResolvedPath['ending'] {
  if (text.endsWith('/.') || text === '.') return text === '.' ? 'plain' : 'dot';
  return text.length > 1 && text.endsWith('/') ? 'slash' : 'plain';
}

/** Removes `.`, `..` and empty components lexically; the result is absolute and has no trailing slash. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function parentPath(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}

export function joinHostPath(directory: HostPath, name: string): HostPath {
  return normalizePath(`${directory}/${name}`);
}

/** `inner` relative to `outer`: '' for the same path, null where it is not below. */
export function relativeTo(outer: string, inner: string): string | null {
  if (inner === outer) return '';
  const prefix = outer === '/' ? '/' : `${outer}/`;
  return inner.startsWith(prefix) ? inner.slice(prefix.length) : null;
}

/** Repository-relative form, null where the path lies outside the checkout. */
export function repositoryPath(path: HostPath): string | null {
  return relativeTo(repositoryRoot, path);
}

/** The path as a person would write it from the repository's root. */
export function displayPath(path: HostPath): string {
  const inside = repositoryPath(path);
  return (inside === '' ? '.' : (inside ?? path)).replaceAll(escapedSlash, '/');
}
