import {
  displayPath,
  joinHostPath,
  normalizePath,
  parentPath,
  relativeTo,
  repositoryRoot,
  resolveHostPath,
  type HostPath,
} from '../../world/host-path.js';
import { childOf, findNode, type DirectoryNode, type Node } from '../../world/tree.js';
import { knownText, renderValue, withFallbacks, type Value } from '../../world/value.js';
import type { World } from '../../world/world.js';
import type { Services } from '../command.js';
import { settledNode } from './settled.js';

/** A path that a word of a command names. */
export interface Place {
  /** Links on the way are followed, the last component is not. */
  readonly path: HostPath;
  /** Links followed to the end; null where they lead nowhere that is known. */
  readonly target: HostPath | null;
  /** The name under which the path lands in a directory. */
  readonly name: string;
  /** 'dot': written as `.`, `..` or with such an end, so that it means the contents of a directory. */
  readonly ending: 'plain' | 'slash' | 'dot';
  /** True where a symbol stands in the path. */
  readonly symbolic: boolean;
}

const symbolText = /\$[({]|[<>]\(/;

/** Finds the place of a word and reports the defaults that it rests on. */
export function placeOf(value: Value, world: World, services: Services): Place {
  const resolved = resolveHostPath(value, world.cwd);
  for (const part of resolved.defaults)
    services.assume('default-value', { name: part.key, value: part.fallback ?? '' });
  const path = followLinks(world.host, resolved.path, false) ?? resolved.path;
  const text = renderValue(withFallbacks(value).value);
  const isDot = /(?:^|\/)\.{1,2}$/.test(text);
  return {
    path,
    target: followLinks(world.host, resolved.path, true),
    name: resolved.path.slice(resolved.path.lastIndexOf('/') + 1),
    ending: isDot ? 'dot' : resolved.ending,
    symbolic: resolved.unknown.length > 0 || symbolText.test(resolved.path),
  };
}

const mostLinks = 40;

/**
 * Follows the symbolic links in a path.
 *
 * @param last whether the last component is followed too
 * @returns null where a link has no known target, or links go in a circle
 */
export function followLinks(host: DirectoryNode, path: HostPath, last: boolean): HostPath | null {
  let rest = path.split('/').filter((name) => name !== '');
  let at = '/';
  // How much is left of the path where a link on the way has been followed: something must be there.
  const ends: number[] = [];
  for (let links = 0; rest.length > 0;) {
    const [name, ...others] = rest;
    const next = normalizePath(`${at}/${name ?? ''}`);
    const node = settledNode(findNode(host, next));
    if (node?.kind !== 'link' || (others.length === 0 && !last)) {
      at = next;
      rest = others;
      if (ends.includes(rest.length) && presenceOf(host, at) === 'absent') return null;
      continue;
    }
    if (others.length > 0) ends.push(others.length);
    const text = node.target === null ? null : knownText(node.target);
    if (text === null || text === '' || ++links > mostLinks) return null;
    rest = [...text.split('/').filter((part) => part !== '' && part !== '.'), ...others];
    if (text.startsWith('/')) at = '/';
  }
  return at;
}

/** Whether the host tree tells everything about a path: inside the checkout, or in a folder that mktemp made. */
export function isSettled(path: HostPath): boolean {
  const inside = relativeTo(repositoryRoot, path) !== null || path.includes('/@mktemp-');
  return inside && !symbolText.test(path);
}

const systemDirectories: ReadonlySet<string> = new Set(
  [
    '/',
    '/bin',
    '/etc',
    '/home',
    '/lib',
    '/media',
    '/mnt',
    '/opt',
    '/root',
    '/sbin',
    '/srv',
    '/tmp',
    '/usr',
    '/usr/bin',
    '/usr/lib',
    '/usr/local',
  ].concat([
    '/usr/local/bin',
    '/usr/local/lib',
    '/usr/local/sbin',
    '/usr/local/share',
    '/usr/sbin',
    '/usr/share',
    '/var',
    '/var/lib',
    '/var/log',
    '/var/tmp',
  ]),
);

/** 'open': nobody knows; the content of an image, or a place outside the checkout. */
export type Presence = 'present' | 'absent' | 'open';

/** Whether something is at a path; links on the way must have been followed. */
export function presenceOf(host: DirectoryNode, path: HostPath): Presence {
  let node: Node = host;
  let at = '/';
  for (const name of path.split('/').filter((part) => part !== '')) {
    at = joinHostPath(at, name);
    const presence =
      node.kind === 'directory'
        ? inDirectory(node, name)
        : node.kind === 'opaque' && node.entry !== 'file'
          ? 'open'
          : 'absent';
    if (presence !== 'present') return presence === 'unheard' ? unheard(at, path) : presence;
    const next: Node | null = node.kind === 'directory' ? settledNode(childOf(node, name)) : null;
    if (next === null) return 'open';
    node = next;
  }
  return 'present';
}

function unheard(missing: HostPath, path: HostPath): Presence {
  if (systemDirectories.has(missing) && missing === path) return 'present';
  return isSettled(missing) ? 'absent' : 'open';
}

function inDirectory(directory: DirectoryNode, name: string): Presence | 'unheard' {
  let covered = false;
  for (const layer of [...directory.layers].reverse()) {
    if (layer.kind === 'contents') {
      covered = true;
      continue;
    }
    if (layer.kind === 'matches') {
      covered ||= layer.pattern.matches(name);
      continue;
    }
    const entry = layer.entries.get(name);
    if (entry === undefined) continue;
    if (entry.kind !== 'absent') return 'present';
    return covered ? 'open' : 'absent';
  }
  return covered ? 'open' : 'unheard';
}

/** What is known to be at a path; 'unknown' also for something of which only the origin is known. */
export function kindAt(host: DirectoryNode, path: HostPath): 'file' | 'directory' | 'link' | 'unknown' | 'absent' {
  const node = settledNode(findNode(host, path));
  if (node !== null) return node.kind === 'opaque' ? node.entry : node.kind;
  if (systemDirectories.has(path)) return 'directory';
  return presenceOf(host, path) === 'absent' ? 'absent' : 'unknown';
}

/** The node at a path; a place that is not known gives a node of unknown origin, a missing one null. */
export function nodeAt(host: DirectoryNode, path: HostPath): Node | null {
  const node = settledNode(findNode(host, path));
  if (node !== null) return node;
  if (presenceOf(host, path) === 'absent') return null;
  return {
    kind: 'opaque',
    origin: { kind: 'unknown', why: `the content of ${displayPath(path)}` },
    entry: 'unknown',
    mode: { kind: 'kept' },
  };
}

/** Whether the folder of a path can take an entry. */
export function hasParent(host: DirectoryNode, path: HostPath): boolean {
  const kind = kindAt(host, parentPath(path));
  return kind === 'directory' || kind === 'unknown';
}
