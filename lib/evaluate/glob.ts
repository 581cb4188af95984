import { joinHostPath, type HostPath } from '../world/host-path.js';
import { seenAs } from '../world/seen.js';
import { childOf, findNode, namesIn, type DirectoryNode } from '../world/tree.js';

/** A shell pattern as an anchored expression; `across`: `*` also matches '/' (as in `${x%…}` and case). */
export function globToPattern(glob: string, across: boolean): RegExp {
  const any = across ? '[^]*' : '[^/]*';
  const one = across ? '[^]' : '[^/]';
  let source = '';
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    if (character === '*') {
      if (!source.endsWith(any)) source += any;
    } else if (character === '?') source += one;
    else if (character === '[') {
      const end = glob.indexOf(']', at + 2);
      if (end === -1) source += '\\[';
      else {
        source += `[${glob
          .slice(at + 1, end)
          .replace(/^!/, '^')
          .replace(/\\/g, '\\\\')}]`;
        at = end;
      }
    } else if (character === '\\') {
      at += 1;
      source += escapeText(glob.charAt(at));
    } else source += escapeText(character);
  }
  try {
    return new RegExp(`^(?:${source})$`, 'u');
  } catch {
    return new RegExp(`^${escapeText(glob)}$`);
  }
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/**
 * Expands one pattern against the host tree: matching paths in the pattern's own spelling, sorted.
 *
 * @returns null where a folder on the way holds things that are not known by name
 */
export function expandGlob(host: DirectoryNode, cwd: HostPath, pattern: string): readonly string[] | null {
  const segments = pattern.split('/');
  let prefixes = [pattern.startsWith('/') ? '/' : ''];
  for (const [index, segment] of segments.entries()) {
    if (segment === '') continue;
    const next: string[] = [];
    for (const prefix of prefixes) {
      const names = matchesIn(host, joinHostPath(prefix.startsWith('/') ? '/' : cwd, prefix), segment);
      if (names === null) return null;
      next.push(...names.map((name) => (prefix === '' || prefix === '/' ? `${prefix}${name}` : `${prefix}/${name}`)));
    }
    prefixes = next;
    if (prefixes.length === 0 || index > 64) return [];
  }
  if (!pattern.endsWith('/')) return prefixes.sort();
  const folders = prefixes.filter((prefix) => isFolder(host, joinHostPath(prefix.startsWith('/') ? '/' : cwd, prefix)));
  return folders.map((prefix) => `${prefix}/`).sort();
}

/** A pattern with a slash at its end takes folders alone. */
function isFolder(host: DirectoryNode, path: HostPath): boolean {
  const found = findNode(host, path);
  if (found.kind !== 'found') return false;
  return found.node.kind === 'directory' || (found.node.kind === 'opaque' && found.node.entry !== 'file');
}

function matchesIn(host: DirectoryNode, directory: HostPath, segment: string): string[] | null {
  const found = findNode(host, directory);
  if (found.kind === 'absent') return [];
  if (found.kind === 'uncertain') return null;
  const { node } = found;
  if (!/[*?[]/.test(segment))
    return segment === '.' || segment === '..' || findNode(node, segment).kind !== 'absent' ? [segment] : [];
  if (node.kind === 'opaque' && node.entry !== 'file') return null;
  if (node.kind !== 'directory') return [];
  if (node.layers.some((layer) => layer.kind === 'matches' || (layer.kind === 'contents' && layer.seen !== true)))
    return null;
  const matcher = globToPattern(segment, false);
  const visible = (name: string): boolean => segment.startsWith('.') || !name.startsWith('.');
  const names = namesIn(node).filter(
    (name) => visible(name) && matcher.test(name) && childOf(node, name).kind === 'found',
  );
  return names.length === 0 && seenAs(node) !== null ? null : names;
}
