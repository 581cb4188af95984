import { joinHostPath, parentPath, type HostPath } from '../../world/host-path.js';
import {
  childOf,
  emptyDirectory,
  findNode,
  opaqueNode,
  openDirectory,
  sameOrigin,
  updateNode,
  withContents,
  type DirectoryNode,
  type Layer,
  type Mode,
  type Node,
} from '../../world/tree.js';
import { followLinks, isSettled } from './place.js';
import { settledNode } from './settled.js';

/** Puts a node (null: nothing) at a path; null where its folder is missing. Folders outside the checkout are taken to exist. */
export function setNode(host: DirectoryNode, path: HostPath, node: Node | null): DirectoryNode | null {
  if (path === '/') return node === null ? null : openDirectory(node);
  const reachable = withFolder(host, parentPath(path));
  return reachable === null ? null : updateNode(reachable, path, () => node);
}

/** Makes every folder on the way to `path` one that can be written into. */
function withFolder(host: DirectoryNode, path: HostPath): DirectoryNode | null {
  if (path === '/') return host;
  const upper = withFolder(host, parentPath(path));
  if (upper === null) return null;
  const found = findNode(upper, path);
  if (found.kind === 'found') return openDirectory(found.node) === null ? null : upper;
  const node = settledNode(found) ?? (isSettled(path) ? null : emptyDirectory);
  const directory = node === null ? null : openDirectory(node);
  return directory === null ? null : updateNode(upper, path, () => directory);
}

export interface MergeRules {
  /** What a plain file may do to a file that is there: cp keeps its mode, `-n` keeps everything. */
  readonly overFile: (existing: Node, source: Node) => Node;
  /** Whether directories take the mode of the copied one (`cp -p`). */
  readonly directoryModes: boolean;
  /** Whether a file is written through a link that has its name, or replaces it. */
  readonly throughLinks: boolean;
}

export interface Merged {
  readonly host: DirectoryNode;
  /** True where something could not be copied: a file over a directory, or the other way round. */
  readonly conflict: boolean;
}

/** Copies a node to a path: directories are merged, files replaced. */
export function copyTo(host: DirectoryNode, path: HostPath, source: Node, rules: MergeRules): Merged {
  const existing = settledNode(findNode(host, path));
  if (existing === null) return put(host, path, source);
  if (existing.kind === 'link' && rules.throughLinks && (source.kind === 'file' || isOpaqueFile(source)))
    return throughLink(host, path, source, rules);
  const directory = openDirectory(existing);
  const sourceIsDirectory =
    isDirectoryLike(source) || (source.kind === 'opaque' && source.entry === 'unknown' && isDirectoryLike(existing));
  if (sourceIsDirectory && existing.kind !== 'link' && directory !== null)
    return mergeInto(host, path, directory, source, rules);
  if (isDirectoryLike(source) || isDirectoryLike(existing)) return { host, conflict: true };
  return put(host, path, rules.overFile(existing, source));
}

function put(host: DirectoryNode, path: HostPath, node: Node): Merged {
  const after = setNode(host, path, node);
  return { host: after ?? host, conflict: after === null };
}

function throughLink(host: DirectoryNode, path: HostPath, source: Node, rules: MergeRules): Merged {
  const target = followLinks(host, path, true);
  const dangles = target === null || findNode(host, target).kind === 'absent';
  return dangles ? { host, conflict: true } : copyTo(host, target, source, rules);
}

export function isDirectoryLike(node: Node): boolean {
  return node.kind === 'directory' || (node.kind === 'opaque' && node.entry === 'directory');
}

function isOpaqueFile(node: Node): boolean {
  return node.kind === 'opaque' && node.entry === 'file';
}

/** Lays a source directory over the directory at `path`, layer by layer. */
function mergeInto(
  host: DirectoryNode,
  path: HostPath,
  target: DirectoryNode,
  source: Node,
  rules: MergeRules,
): Merged {
  const opened = openDirectory(source);
  if (opened === null) return { host, conflict: true };
  const start = rules.directoryModes ? { ...target, mode: opened.mode, origin: opened.origin } : target;
  return opened.layers.reduce<Merged>(
    (at, layer) => mergeLayer(at, path, target, layer, rules),
    put(host, path, start),
  );
}

function mergeLayer(merged: Merged, path: HostPath, original: DirectoryNode, layer: Layer, rules: MergeRules): Merged {
  if (layer.kind === 'contents') return layContents(merged, path, layer);
  if (layer.kind === 'matches') return layMatches(merged, path, layer);
  let at = merged;
  for (const [name, entry] of layer.entries) {
    const before = settledNode(childOf(original, name));
    const place = joinHostPath(path, name);
    // What the source's lower layers brought under this name, its own entry hides.
    const cleared = setNode(at.host, place, before) ?? at.host;
    const next = entry.kind === 'absent' ? { host: cleared, conflict: false } : copyTo(cleared, place, entry, rules);
    at = { host: next.host, conflict: at.conflict || next.conflict };
  }
  return at;
}

function layContents(merged: Merged, path: HostPath, layer: Layer & { readonly kind: 'contents' }): Merged {
  const node = settledNode(findNode(merged.host, path));
  const directory = node === null ? null : openDirectory(node);
  if (directory === null) return { ...merged, conflict: true };
  const top = directory.layers.at(-1);
  const isSame = top?.kind === 'contents' && sameOrigin(top.origin, layer.origin);
  return isSame
    ? merged
    : { ...put(merged.host, path, withContents(directory, layer.origin)), conflict: merged.conflict };
}

/** What a wildcard takes of a folder of unknown names, over a directory that is there. */
export function layMatches(merged: Merged, path: HostPath, layer: Layer & { readonly kind: 'matches' }): Merged {
  const node = settledNode(findNode(merged.host, path));
  const directory = node === null ? null : openDirectory(node);
  return directory === null
    ? { ...merged, conflict: true }
    : {
        ...put(merged.host, path, { ...directory, layers: [...directory.layers, layer] }),
        conflict: merged.conflict,
      };
}

/** The same tree with every link inside replaced by what it leads to (`cp -L`). */
export function dereferenced(host: DirectoryNode, path: HostPath, node: Node, depth = 0): Node {
  if (node.kind === 'link') return linkTarget(host, path, depth);
  if (node.kind !== 'directory') return node;
  const layers = node.layers.map((layer): Layer => {
    if (layer.kind !== 'entries') return layer;
    const entries = [...layer.entries].map(
      ([name, entry]) =>
        [name, entry.kind === 'absent' ? entry : dereferenced(host, joinHostPath(path, name), entry, depth)] as const,
    );
    return { kind: 'entries', entries: new Map(entries) };
  });
  return { ...node, layers };
}

function linkTarget(host: DirectoryNode, path: HostPath, depth: number): Node {
  const target = followLinks(host, path, true);
  const node = target === null || depth > 8 ? null : settledNode(findNode(host, target));
  if (node === null || target === null) return opaqueNode({ kind: 'unknown', why: 'a link whose target is not known' });
  return dereferenced(host, target, node, depth + 1);
}

/** A node with another mode; links have none. */
export function withMode(node: Node, mode: Mode): Node {
  return node.kind === 'link' ? node : { ...node, mode };
}

/** What a command that takes only files proves: the path is no directory. */
export function asFile(node: Node): Node {
  return node.kind === 'opaque' && node.entry === 'unknown' ? { ...node, entry: 'file' } : node;
}
