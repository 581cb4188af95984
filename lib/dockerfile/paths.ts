/** Go's `path.Clean`: the shortest equal path; `.` for the empty one. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const element of path.split('/')) {
    if (element === '' || element === '.') continue;
    if (element !== '..') kept.push(element);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push('..');
  }
  const joined = kept.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** Go's `path.Join`: empty elements do not count; nothing at all gives the empty text. */
export function joinPath(...elements: readonly string[]): string {
  const present = elements.filter((element) => element !== '');
  return present.length === 0 ? '' : cleanPath(present.join('/'));
}

/** The last element of a path, slashes at its end left out. */
export function baseName(path: string): string {
  const trimmed = cleanPath(path);
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}
