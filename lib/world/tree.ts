import type { SymbolPart, Value } from './value.js';
import type { Container } from './world.js';

/** Where the content of a path comes from. */
export type Origin =
  | { readonly kind: 'repository'; readonly path: string }
  /** A path that came out of a container; `follow`: a link named by it was followed (`-L`, podman). */
  | {
      readonly kind: 'artifact';
      readonly container: Container;
      readonly path: string;
      readonly follow: boolean;
      /** Script values in the path. */
      readonly symbols?: readonly SymbolPart[];
      /** A tar that is no `docker cp` unpacked it as an ordinary user: the umask took bits of the modes (MODE-5). */
      readonly masked?: true;
    }
  | Archive
  /** Text that the script wrote itself. */
  | { readonly kind: 'generated'; readonly text: Value }
  /** Made by a command out of other files. */
  | {
      readonly kind: 'derived';
      readonly by: string;
      readonly from: readonly Origin[];
      /** How, where that is known exactly; or why it cannot be done elsewhere. */
      readonly making?: Making | Unmakeable;
    }
  /** `image`: the id of the image whose build printed it. */
  | { readonly kind: 'unknown'; readonly why: string; readonly image?: string };

/** A tar of which every member is known: what it unpacks to. */
export interface Archive {
  readonly kind: 'archive';
  readonly members: readonly ArchiveMember[];
  /** Whose ids stand in it (AD-3): the files' own, those of the user on the host (TAR-3), or 0:0. */
  readonly owners: 'own' | 'host' | 'root';
  /** Filters that it went through, as commands, the first first: `gzip`, `xz -9`. */
  readonly packed: readonly string[];
  /** The command that wrote it. */
  readonly by: string;
  /** How it is written once more; null where that is not known, or takes the host. */
  readonly printing: Printing | null;
}

/** A pipe that prints a tar: its first command runs in a container, filters behind it may run on the host. */
export interface Printing {
  readonly container: Container;
  /** The directory in which it begins, absolute. */
  readonly cwd: string;
  readonly commands: readonly { readonly words: readonly string[]; readonly onHost: boolean }[];
}

export interface ArchiveMember {
  /** Below the folder that it is unpacked into; '' for the contents of a directory. */
  readonly path: string;
  readonly node: Node;
  /** Names in it begin with `./`, which counts as a component. */
  readonly dotted: boolean;
}

/** A command that made a file, and everything that the result depends on (3.4). */
export interface Making {
  readonly kind: 'made';
  /** In a container: paths are its own. */
  readonly container: Container | null;
  /** Paths in it are relative to `cwd`, or those of the container. */
  readonly words: readonly Value[];
  readonly cwd: string;
  readonly inputs: readonly MakingInput[];
  readonly stdin: Origin | null;
  /** The path that it wrote, as it is written; null: it printed. */
  readonly output: string | null;
}

export interface MakingInput {
  /** As it stands among the words. */
  readonly path: string;
  readonly node: Node;
}

/** Why a file cannot be made in a stage. */
export interface Unmakeable {
  readonly kind: 'unmakeable';
  readonly code: 'terminal-output' | 'unresolved-path';
  readonly why: string;
}

/** Permission bits: those of the origin, set to a number, or changed by a symbolic chmod. */
export type Mode =
  | { readonly kind: 'kept' }
  | { readonly kind: 'bits'; readonly bits: number }
  | { readonly kind: 'changed'; readonly from: Mode; readonly how: string };

export const keptMode: Mode = { kind: 'kept' };

export type EntryKind = 'file' | 'directory' | 'link' | 'unknown';

export type Node = FileNode | DirectoryNode | OpaqueNode | LinkNode;

export interface FileNode {
  readonly kind: 'file';
  readonly origin: Origin;
  readonly mode: Mode;
}

export interface LinkNode {
  readonly kind: 'link';
  readonly origin: Origin;
  /** Link text; null where it was not read. */
  readonly target: Value | null;
}

/** One path of which only the origin is known: everything below it has the origin's path plus the rest. */
export interface OpaqueNode {
  readonly kind: 'opaque';
  readonly origin: Origin;
  readonly entry: EntryKind;
  readonly mode: Mode;
}

/** Layers lie on each other in the order in which they reached the directory; the last wins. */
export interface DirectoryNode {
  readonly kind: 'directory';
  /** Whose mode the directory has: null where a command such as mkdir made it. */
  readonly origin: Origin | null;
  readonly mode: Mode;
  readonly layers: readonly Layer[];
}

export type Layer =
  | { readonly kind: 'entries'; readonly entries: ReadonlyMap<string, Node | Absent> }
  /**
   * All that lies below the origin's path, by the same names. `seen`: the origin's container saw the directory through a
   * mount, so it holds everything that lies here, and what it wrote there lies below the other layers.
   */
  | { readonly kind: 'contents'; readonly origin: Origin; readonly seen?: true }
  /** What a wildcard takes of the names below the origin's path, which nobody here knows (`cp target/*.jar .`). */
  | { readonly kind: 'matches'; readonly origin: Origin; readonly pattern: NamePattern };

/** A shell pattern for one name. */
export interface NamePattern {
  readonly text: string;
  matches(name: string): boolean;
}

/** A name that was removed although a layer below may hold it. */
export interface Absent {
  readonly kind: 'absent';
}

const absent: Absent = { kind: 'absent' };

/** 'uncertain': one of several, because unknown trees lie over each other. */
export type Found =
  | { readonly kind: 'found'; readonly node: Node }
  | { readonly kind: 'absent' }
  | { readonly kind: 'uncertain'; readonly candidates: readonly Node[] };

export const emptyDirectory: DirectoryNode = { kind: 'directory', origin: null, mode: keptMode, layers: [] };

export function fileNode(origin: Origin, mode: Mode = keptMode): FileNode {
  return { kind: 'file', origin, mode };
}

export function opaqueNode(origin: Origin, entry: EntryKind = 'unknown', mode: Mode = keptMode): OpaqueNode {
  return { kind: 'opaque', origin, entry, mode };
}

/** The origin of a path below another origin. */
export function originBelow(origin: Origin, name: string): Origin {
  switch (origin.kind) {
    case 'repository':
      return { ...origin, path: origin.path === '' ? name : `${origin.path}/${name}` };
    case 'artifact':
      return { ...origin, path: origin.path === '/' ? `/${name}` : `${origin.path}/${name}`, follow: false };
    case 'derived':
      return { kind: 'derived', by: origin.by, from: origin.from };
    case 'archive':
      return { kind: 'unknown', why: `below ${origin.by}` };
    case 'generated':
    case 'unknown':
      return { kind: 'unknown', why: `below ${origin.kind}` };
  }
}

/** Same content: a container counts by its identity. */
export function sameOrigin(a: Origin, b: Origin): boolean {
  if (a.kind === 'repository') return b.kind === 'repository' && a.path === b.path;
  if (a.kind === 'artifact')
    return (
      b.kind === 'artifact' &&
      a.container === b.container &&
      a.path === b.path &&
      a.follow === b.follow &&
      a.masked === b.masked
    );
  return a === b;
}

/** Finds one name in a directory. */
export function childOf(directory: DirectoryNode, name: string): Found {
  const candidates: Node[] = [];
  let matched = false;
  for (let at = directory.layers.length - 1; at >= 0; at--) {
    const layer = directory.layers[at];
    if (layer === undefined) continue;
    if (layer.kind === 'contents') {
      // What a container may have written under a name counts where no wildcard brought the name.
      if (layer.seen !== true || !matched) candidates.push(opaqueNode(originBelow(layer.origin, name)));
      continue;
    }
    if (layer.kind === 'matches') {
      if (layer.pattern.matches(name)) {
        candidates.push(opaqueNode(originBelow(layer.origin, name)));
        matched = true;
      }
      continue;
    }
    const entry = layer.entries.get(name);
    if (entry === undefined) continue;
    if (entry.kind !== 'absent') candidates.push(entry);
    else if (candidates.length === 0) return absent;
    return settle(candidates, entry.kind === 'absent');
  }
  return settle(candidates, false);
}

function settle(candidates: readonly Node[], mayBeAbsent: boolean): Found {
  const [only] = candidates;
  if (only === undefined) return absent;
  return candidates.length === 1 && !mayBeAbsent ? { kind: 'found', node: only } : { kind: 'uncertain', candidates };
}

/** Follows `path` (relative, '' is the node itself) through directories and opaque trees; links are not followed. */
export function findNode(root: Node, path: string): Found {
  let node: Node = root;
  for (const name of path === '' || path === '/' ? [] : path.replace(/^\//, '').split('/')) {
    const next = stepInto(node, name);
    if (next.kind !== 'found') return next;
    node = next.node;
  }
  return { kind: 'found', node };
}

function stepInto(node: Node, name: string): Found {
  switch (node.kind) {
    case 'directory':
      return childOf(node, name);
    case 'opaque':
      return node.entry === 'file' ? absent : { kind: 'found', node: opaqueNode(originBelow(node.origin, name)) };
    case 'file':
      return absent;
    case 'link':
      return { kind: 'uncertain', candidates: [] };
  }
}

/** An opaque tree as a directory that more can be laid into. */
export function openDirectory(node: Node): DirectoryNode | null {
  if (node.kind === 'directory') return node;
  if (node.kind !== 'opaque' || node.entry === 'file' || node.entry === 'link') return null;
  return {
    kind: 'directory',
    origin: node.origin,
    mode: node.mode,
    layers: [{ kind: 'contents', origin: node.origin }],
  };
}

/** Puts an entry into a directory: over whatever had the name. */
export function withEntry(directory: DirectoryNode, name: string, node: Node | Absent): DirectoryNode {
  const top = directory.layers.at(-1);
  const below = top?.kind === 'entries' ? directory.layers.slice(0, -1) : directory.layers;
  const entries = new Map(top?.kind === 'entries' ? top.entries : []);
  entries.delete(name);
  if (node.kind !== 'absent' || below.length > 0) entries.set(name, node);
  return { ...directory, layers: entries.size === 0 ? below : [...below, { kind: 'entries', entries }] };
}

/** Lays an unknown tree over a directory (`docker cp c:dir/. existing`, CP-B2). */
export function withContents(directory: DirectoryNode, origin: Origin): DirectoryNode {
  return { ...directory, layers: [...directory.layers, { kind: 'contents', origin }] };
}

/**
 * Replaces the node at `path` by what `change` makes of it (null removes it).
 *
 * @returns null where a parent is missing or is no directory
 */
export function updateNode(
  root: DirectoryNode,
  path: string,
  change: (found: Found) => Node | null,
): DirectoryNode | null {
  const names = path
    .replace(/^\//, '')
    .split('/')
    .filter((name) => name !== '');
  return updateAt(root, names, change);
}

function updateAt(
  directory: DirectoryNode,
  names: readonly string[],
  change: (found: Found) => Node | null,
): DirectoryNode | null {
  const [name, ...rest] = names;
  if (name === undefined) {
    const replaced = change({ kind: 'found', node: directory });
    return replaced === null ? emptyDirectory : openDirectory(replaced);
  }
  const found = childOf(directory, name);
  if (rest.length === 0) return withEntry(directory, name, change(found) ?? absent);
  if (found.kind !== 'found') return null;
  const inner = openDirectory(found.node);
  const updated = inner === null ? null : updateAt(inner, rest, change);
  return updated === null ? null : withEntry(directory, name, updated);
}

/** Makes a directory and its missing parents (`mkdir -p`); null where a file stands in the way. */
export function makeDirectories(root: DirectoryNode, path: string): DirectoryNode | null {
  let tree: DirectoryNode | null = root;
  let prefix = '';
  for (const name of path.split('/').filter((part) => part !== '')) {
    prefix += `/${name}`;
    const found = findNode(tree, prefix);
    if (found.kind === 'found' && openDirectory(found.node) !== null) continue;
    if (found.kind !== 'absent') return null;
    tree = updateNode(tree, prefix, () => emptyDirectory);
    if (tree === null) return null;
  }
  return tree;
}

/** Names that a directory is known to hold or to have held, sorted; contents of unknown trees are not among them. */
export function namesIn(directory: DirectoryNode): string[] {
  const names = new Set<string>();
  for (const layer of directory.layers)
    if (layer.kind === 'entries') for (const name of layer.entries.keys()) names.add(name);
  return [...names].sort();
}

export interface ListedEntry {
  /** Relative to the node that was listed. */
  readonly path: string;
  readonly node: Node;
}

/** Every path below a node that is known by name, in code-unit order, directories before what they hold. */
export function listNodes(node: Node, prefix = ''): ListedEntry[] {
  if (node.kind !== 'directory') return [];
  const listed: ListedEntry[] = [];
  for (const name of namesIn(node)) {
    const found = childOf(node, name);
    const shown = found.kind === 'found' ? found.node : found.kind === 'uncertain' ? found.candidates[0] : undefined;
    if (shown === undefined) continue;
    const path = prefix === '' ? name : `${prefix}/${name}`;
    listed.push({ path, node: shown }, ...listNodes(shown, path));
  }
  return listed;
}

export interface PlacedOrigin {
  /** Relative to the node that was asked about; '' is the node itself. */
  readonly path: string;
  readonly origin: Origin;
  readonly node: Node;
}

/** Every origin that lies at or below a node, in the order of arrival. */
export function originsBelow(node: Node): readonly PlacedOrigin[] {
  return summaryOf(node).origins();
}

/** The origins at and below a node that are not the checkout's: few, and found without walking the checkout again. */
export function foreignOrigins(node: Node): readonly PlacedOrigin[] {
  return summaryOf(node).foreign;
}

/** The artifacts that an origin is, that an archive holds, or that something was made of. */
export function artifactsOfOrigin(origin: Origin): readonly (Origin & { readonly kind: 'artifact' })[] {
  if (origin.kind === 'artifact') return [origin];
  return sourcesOf(origin).flatMap(artifactsOfOrigin);
}

/** An artifact, a tar of nothing but artifacts, or something that was made of artifacts alone. */
export function isOnlyArtifacts(origin: Origin): boolean {
  if (origin.kind === 'artifact') return true;
  const sources = sourcesOf(origin);
  return (sources.length > 0 || origin.kind === 'archive') && sources.every(isOnlyArtifacts);
}

/** What an origin that is no artifact itself consists of. */
function sourcesOf(origin: Origin): readonly Origin[] {
  if (origin.kind === 'derived') return origin.from;
  if (origin.kind !== 'archive') return [];
  return origin.members.flatMap(({ node }) => originsBelow(node).map((placed) => placed.origin));
}

/** How many origins lie at and below a node. */
export function countOrigins(node: Node): number {
  return summaryOf(node).total;
}

interface Summary {
  readonly foreign: readonly PlacedOrigin[];
  readonly total: number;
  origins(): readonly PlacedOrigin[];
}

const summaries = new WeakMap<Node, Summary>();

/** Nodes never change, so what lies below one is worked out once. */
function summaryOf(node: Node): Summary {
  let summary = summaries.get(node);
  if (summary === undefined) {
    summary = summarize(node);
    summaries.set(node, summary);
  }
  return summary;
}

function summarize(node: Node): Summary {
  if (node.kind !== 'directory') {
    const own: PlacedOrigin = { path: '', origin: node.origin, node };
    return { foreign: node.origin.kind === 'repository' ? [] : [own], total: 1, origins: () => [own] };
  }
  const foreign: PlacedOrigin[] = [];
  let total = 0;
  for (const { name, inner, placed } of membersOf(node)) {
    if (placed !== null) foreign.push(placed);
    total += inner === null ? 1 : summaryOf(inner).total;
    if (inner !== null) foreign.push(...summaryOf(inner).foreign.map((at) => below(name, at)));
  }
  return {
    foreign,
    total,
    origins: () =>
      membersOf(node).flatMap(({ name, inner, placed }) =>
        inner === null
          ? (placed ?? [])
          : summaryOf(inner)
              .origins()
              .map((at) => below(name, at)),
      ),
  };
}

function below(name: string, at: PlacedOrigin): PlacedOrigin {
  return { ...at, path: at.path === '' ? name : `${name}/${at.path}` };
}

interface PlacedMember {
  readonly name: string;
  readonly inner: Node | null;
  readonly placed: PlacedOrigin | null;
}

/** Layer by layer: what reached the directory, in the order in which it did. */
function membersOf(node: DirectoryNode): PlacedMember[] {
  return node.layers.flatMap((layer): PlacedMember[] => {
    if (layer.kind === 'contents') return [{ name: '', inner: null, placed: { path: '', origin: layer.origin, node } }];
    if (layer.kind === 'matches') {
      const origin: Origin = { kind: 'derived', by: `a copy of ${layer.pattern.text}`, from: [layer.origin] };
      return [{ name: '', inner: null, placed: { path: '', origin, node } }];
    }
    return [...layer.entries].flatMap(([name, entry]) =>
      entry.kind === 'absent' ? [] : [{ name, inner: entry, placed: null }],
    );
  });
}
