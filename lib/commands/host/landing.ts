import { displayPath, joinHostPath, parentPath, type HostPath } from '../../world/host-path.js';
import { isAsSeen, seenAs } from '../../world/seen.js';
import type { Layer, Node, Origin } from '../../world/tree.js';
import type { Value } from '../../world/value.js';
import type { World } from '../../world/world.js';
import type { Services } from '../command.js';
import { isDirectoryLike } from './copy-tree.js';
import { matchesPattern } from './pattern.js';
import { kindAt, nodeAt, placeOf, presenceOf, type Place } from './place.js';

/** Where the operands of cp, mv, install and ln go. */
export type Destination =
  | { readonly kind: 'into'; readonly place: Place }
  | { readonly kind: 'onto'; readonly place: Place }
  /** The command fails before it does anything. */
  | { readonly kind: 'fails' };

export interface DestinationRules {
  /** `-t`: the directory, null where the last operand says it. */
  readonly directory: Value | null;
  /** `-T`: the last operand is never a directory to put things into. */
  readonly asFile: boolean;
  /** Whether the source, if there is one, is a directory that is copied as a whole. */
  readonly sourceIsDirectory: boolean;
  readonly sources: number;
}

/** The nested-directory rule (3.4): into a directory that is there, else onto the name. */
export function destinationOf(
  last: Value | null,
  rules: DestinationRules,
  world: World,
  services: Services,
): Destination {
  const value = rules.directory ?? last;
  if (value === null || value.length === 0) return { kind: 'fails' };
  const place = placeOf(value, world, services);
  const kind = kindAt(world.host, place.target ?? place.path);
  const isNowhere =
    kind === 'absent' && (place.ending === 'dot' || (place.ending === 'slash' && !rules.sourceIsDirectory));
  if (isNowhere || (rules.asFile && rules.sources > 1)) return { kind: 'fails' };
  if (rules.asFile) return { kind: 'onto', place };
  const mustBeDirectory = rules.directory !== null || rules.sources > 1;
  switch (kind) {
    case 'directory':
      return { kind: 'into', place };
    case 'file':
    case 'link':
      return mustBeDirectory || place.ending !== 'plain' ? { kind: 'fails' } : { kind: 'onto', place };
    case 'absent':
      return mustBeDirectory ? { kind: 'fails' } : { kind: 'onto', place };
    case 'unknown':
      return mustBeDirectory || place.ending !== 'plain'
        ? { kind: 'into', place }
        : openPlace(place, rules, world, services);
  }
}

/** Nobody knows what is there: an existing thing must be a directory to take one; a new name is taken as new, and said. */
function openPlace(place: Place, rules: DestinationRules, world: World, services: Services): Destination {
  const isThere = presenceOf(world.host, place.target ?? place.path) === 'present';
  if (isThere && rules.sourceIsDirectory) return { kind: 'into', place };
  const namesAFile = !rules.sourceIsDirectory && !isThere && !place.name.includes('$');
  if (!namesAFile) services.assume('landing-assumed', { path: displayPath(place.path) });
  return { kind: 'onto', place };
}

/** The path at which one source ends up. */
export function landingPath(destination: Destination & { readonly place: Place }, source: Place): HostPath {
  const base = destination.place.target ?? destination.place.path;
  if (destination.kind === 'onto' || source.ending === 'dot') return base;
  return joinHostPath(base, source.name);
}

/** `dir/*` where nobody knows what is in `dir`: the directory. */
export function wholeDirectory(place: Place, world: World): { readonly path: HostPath; readonly node: Node } | null {
  if (place.name !== '*') return null;
  const path = place.path.slice(0, -2) || '/';
  const node = nodeAt(world.host, path);
  if (node === null || node.kind === 'file' || node.kind === 'link') return null;
  if (node.kind === 'directory' && !node.layers.some((layer) => layer.kind === 'contents')) return null;
  return { path, node };
}

/** `dir/*.jar` where nobody knows the names in `dir`: the place in a container that holds them. */
export function unknownMatches(place: Place, world: World): (Layer & { readonly kind: 'matches' }) | null {
  if (!/[*?[]/.test(place.name) || place.name === '*') return null;
  const path = parentPath(place.path);
  const node = nodeAt(world.host, path);
  const origin = node === null ? null : node.kind === 'opaque' ? node.origin : containerFolder(node, path);
  if (origin?.kind !== 'artifact') return null;
  const matches = (name: string): boolean => matchesPattern(place.name, name) && !name.startsWith('.');
  return { kind: 'matches', origin, pattern: { text: place.name, matches } };
}

/** A folder that a container saw as a whole (I-08). */
function containerFolder(node: Node, path: HostPath): Origin | null {
  return node.kind === 'directory' && isAsSeen(node, path) ? seenAs(node) : null;
}

/** Whether a source is a directory as far as anybody knows. */
export function isDirectorySource(place: Place, world: World, follow: boolean): boolean {
  const path = follow || place.ending !== 'plain' ? place.target : place.path;
  const node = path === null ? null : nodeAt(world.host, path);
  return place.ending === 'dot' || (node !== null && isDirectoryLike(node));
}
