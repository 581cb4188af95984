import { ignorePathMatcher, parseIgnore, type IgnorePattern, type Reach } from './ignore-pattern.js';
import { cleanPath, joinPath } from './paths.js';

export { parseIgnore, type IgnorePattern, type Reach } from './ignore-pattern.js';

/**
 * Tells of a context-relative path, file or directory, whether the ignore file keeps it out (IG-5): the last pattern that
 * matches the path or one of its parents decides. Case counts. The context's root is never ignored.
 */
export function ignoreMatcher(ignoreFile: string | readonly IgnorePattern[]): (path: string) => boolean {
  const rules = patternsOf(ignoreFile).map((rule) => ({ negated: rule.negated, matcher: ignorePathMatcher(rule) }));
  return (path) => {
    const clean = cleanPath(path);
    if (clean === '.') return false;
    let ignored = false;
    for (const { negated, matcher } of rules) {
      if (negated === ignored && matcher.matches(clean)) ignored = !negated;
    }
    return ignored;
  };
}

function patternsOf(ignoreFile: string | readonly IgnorePattern[]): readonly IgnorePattern[] {
  return typeof ignoreFile === 'string' ? parseIgnore(ignoreFile) : ignoreFile;
}

/** How far one pattern reaches below a directory of unknown contents (IGN-2); `!` is not considered. */
export function reachBelow(pattern: IgnorePattern, directory: string): Reach {
  return ignorePathMatcher(pattern).reach(cleanPath(directory));
}

/** Whether a pattern can match the directory, a parent of it, or anything that could be below it (IGN-2). */
export function canMatchBelow(pattern: IgnorePattern, directory: string): boolean {
  return reachBelow(pattern, directory) !== 'none';
}

export interface UnknownTreeFilter {
  /** What happens to the directory itself: without it a COPY that names it fails. */
  readonly directory: 'included' | 'excluded';
  /** What happens to a path below that no exception matches. */
  readonly otherwise: 'included' | 'excluded';
  /** The patterns, in order, that can decide otherwise for some paths below; empty where all go the same way. */
  readonly exceptions: readonly IgnorePattern[];
}

/** What an ignore file does to a tree whose contents nobody knows (IGN-2, K-a). */
export function filterBelow(ignoreFile: string | readonly IgnorePattern[], directory: string): UnknownTreeFilter {
  let itself: 'included' | 'excluded' = 'included';
  let otherwise: 'included' | 'excluded' = 'included';
  let exceptions: IgnorePattern[] = [];
  for (const pattern of patternsOf(ignoreFile)) {
    const reach = reachBelow(pattern, directory);
    const result = pattern.negated ? 'included' : 'excluded';
    if (reach === 'whole') itself = result;
    if (reach === 'whole' || reach === 'contents') {
      otherwise = result;
      exceptions = [];
    } else if (reach === 'part' && (exceptions.length > 0 || result !== otherwise)) exceptions.push(pattern);
  }
  return { directory: itself, otherwise, exceptions };
}

/**
 * The ignore file that a build of a local context reads, or null (IG-3, IG-4).
 *
 * @param exists tells whether there is a file at a path written like the two given ones
 */
export function ignoreFileFor(
  dockerfilePath: string,
  contextDirectory: string,
  exists: (path: string) => boolean,
  buildkit: boolean,
): string | null {
  const own = `${cleanPath(dockerfilePath)}.dockerignore`;
  if (buildkit && exists(own)) return own;
  const shared = joinPath(contextDirectory, '.dockerignore');
  return exists(shared) ? shared : null;
}
