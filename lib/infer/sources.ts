import { contextSource, type SourcePath } from '../dockerfile/copy.js';
import { holdsArtifacts } from '../commands/archive.js';
import { compilePattern, narrowerPattern } from '../dockerfile/patterns.js';
import { editedTree, hasRemovals, type TreeEdit } from '../world/edited-tree.js';
import { joinHostPath, type HostPath } from '../world/host-path.js';
import {
  artifactsOfOrigin,
  childOf,
  countOrigins,
  findNode,
  foreignOrigins,
  isOnlyArtifacts,
  namesIn,
  originsBelow,
  type Archive,
  type ArchiveMember,
  type EntryKind,
  type Mode,
  type Node,
  type Origin,
  type Unmakeable,
} from '../world/tree.js';
import { isAsSeen, seenAs } from '../world/seen.js';
import { renderValue, type Value } from '../world/value.js';
import type { Build } from '../world/world.js';

export type ArtifactOrigin = Origin & { readonly kind: 'artifact' };
export type MadeOrigin = Origin & { readonly kind: 'derived' | 'archive' };

/** One artifact at or below a COPY source. */
export interface Member {
  /** Relative to the source; '' is the source itself. */
  readonly path: string;
  /** The artifact; of something that was made of several, the first one. */
  readonly origin: ArtifactOrigin;
  /** What the host made of it; null: it is the artifact as it is. */
  readonly made: MadeOrigin | null;
  readonly entry: EntryKind;
  readonly mode: Mode;
  /** Names below it that the script removed or linked. */
  readonly edits: readonly TreeEdit[];
  /** True where its contents were laid into a directory that was there (`docker cp c:dir/. existing`). */
  readonly contents: boolean;
}

/** What a COPY or ADD source of the context holds, as far as artifacts are concerned. */
export type SourceContent =
  /** No artifact. */
  | { readonly kind: 'plain' }
  /** The source is one artifact, or a path below one; `pattern` carries wildcards over into the builder (K9). */
  | { readonly kind: 'artifact'; readonly member: Member; readonly pattern: string | null; readonly host: HostPath }
  /** A directory with artifacts in it; `others`: the context has files of its own there (K7, K1m), else K8. */
  | { readonly kind: 'members'; readonly members: readonly Member[]; readonly others: boolean; readonly host: HostPath }
  /** A wildcard that matches artifacts by name, with what else it matches (K9 mixed). */
  | {
      readonly kind: 'matches';
      readonly matches: readonly { readonly name: string; readonly member: Member }[];
      readonly others: boolean;
      readonly host: HostPath;
    }
  /**
   * A tar of artifacts: ADD puts its members, with paths below the destination, in place of it (AD-2). `whole`: the tar
   * itself, where it can be written once more.
   */
  | {
      readonly kind: 'archive';
      readonly archive: Archive;
      readonly members: readonly Member[];
      readonly whole: Member | null;
      readonly host: HostPath;
    }
  | {
      readonly kind: 'problem';
      readonly code:
        | 'ambiguous-source'
        | 'produced-at-run'
        | 'transformed-on-host'
        | 'saved-image'
        | 'terminal-output'
        | 'unresolved-path';
      readonly why: string;
      readonly host: HostPath;
    };

/** Looks up one expanded source in the build's context (3.1.2). */
export function sourceContent(value: Value, build: Build, context: HostPath): SourceContent {
  const source = contextSource(renderValue(value));
  const host = joinHostPath(context, source.path);
  if (source.hasMeta) return wildcard(source, build, context);
  const found = findNode(build.host, host);
  switch (found.kind) {
    case 'absent':
      return { kind: 'plain' };
    case 'uncertain':
      return found.candidates.some(holdsArtifact)
        ? {
            kind: 'problem',
            code: 'ambiguous-source',
            why: 'it may come from the repository or from an image, whichever holds it',
            host,
          }
        : { kind: 'plain' };
    case 'found':
      return contentOf(found.node, host);
  }
}

function holdsArtifact(node: Node): boolean {
  return foreignOrigins(node).some(({ origin }) => artifactsOfOrigin(origin).length > 0);
}

function contentOf(node: Node, host: HostPath): SourceContent {
  if (node.kind === 'file' && node.origin.kind === 'archive') return archiveContent(node.origin, node.mode, host);
  const seen = node.kind === 'directory' ? seenContent(node, null, host) : null;
  if (seen !== null) return seen;
  const saved = foreignOrigins(node).find(({ origin }) => isSaved(origin));
  if (saved !== undefined) return { kind: 'problem', code: 'saved-image', why: 'docker save', host };
  const members = membersOf(node);
  const torn = foreignOrigins(node).find(({ node: at }) => hasRemovals(at) && editedTree(at) === null);
  if (torn !== undefined) return { kind: 'problem', code: 'transformed-on-host', why: 'rm or mv', host };
  const changed = foreignOrigins(node).find(({ origin }) => isMadeFromArtifact(origin) && !isMakeable(origin));
  if (changed !== undefined) return madeOnHost(changed.origin, host);
  const [only] = members;
  if (only === undefined) return { kind: 'plain' };
  if (node.kind !== 'directory') return { kind: 'artifact', member: only, pattern: null, host };
  const others = hasOthers(node, members);
  return { kind: 'members', members, others, host };
}

function archiveContent(archive: Archive, mode: Mode, host: HostPath): SourceContent {
  if (!holdsArtifacts(archive)) return { kind: 'plain' };
  const placed = archive.members.flatMap((member) => packedMembers(member));
  const known = placed.filter((member) => member !== null);
  return known.length < placed.length
    ? { kind: 'problem', code: 'transformed-on-host', why: archive.by, host }
    : { kind: 'archive', archive, members: known, whole: wholeArchive(archive, mode, known), host };
}

function wholeArchive(archive: Archive, mode: Mode, [first]: readonly Member[]): Member | null {
  if (archive.printing === null || first === undefined) return null;
  return { path: '', origin: first.origin, made: archive, entry: 'file', mode, edits: [], contents: false };
}

/** The artifacts of one member; null for anything that is none. */
function packedMembers({ path, node }: ArchiveMember): (Member | null)[] {
  const below = (inner: string): string => [path, inner].filter((part) => part !== '').join('/');
  if (foreignOrigins(node).length < countOrigins(node)) return [null];
  const found = membersOf(node);
  if (found.length < countOrigins(node)) return [null];
  return found.map((member) => ({
    ...member,
    path: below(member.path),
    contents: member.contents || below(member.path) === '',
  }));
}

/** A folder that a command could write to through a mount: the container's own folder holds the same (I-08). */
function seenContent(node: Node & { kind: 'directory' }, pattern: string | null, host: HostPath): SourceContent | null {
  const origin = seenAs(node);
  if (origin?.kind !== 'artifact') return null;
  if (!isAsSeen(node, host))
    return {
      kind: 'problem',
      code: 'ambiguous-source',
      why: 'a command in a container may have written there, and the script changes the folder, too',
      host,
    };
  const member: Member = {
    path: '',
    origin,
    made: null,
    entry: 'directory',
    mode: node.mode,
    edits: [],
    contents: false,
  };
  return { kind: 'artifact', member, pattern, host };
}

/** A wildcard over what a wildcard brought: it is carried over into the builder on both hops (K9). */
function broughtMatches(node: Node & { kind: 'directory' }, pattern: string, host: HostPath): SourceContent | null {
  const layers = node.layers.flatMap((layer) => (layer.kind === 'matches' ? [layer] : []));
  const [layer, ...more] = layers;
  if (layer === undefined) return null;
  const compiled = compilePattern(pattern);
  const named = 'error' in compiled ? [] : namesIn(node).filter(compiled.matches);
  const both = narrowerPattern(pattern, layer.pattern.text);
  const unknown = node.layers.some((other) => other.kind === 'contents' && other.seen !== true);
  if (both === null || layer.origin.kind !== 'artifact' || more.length + named.length > 0 || unknown)
    return {
      kind: 'problem',
      code: 'ambiguous-source',
      why: `which of the files that ${layer.pattern.text} brought there it takes is not known`,
      host,
    };
  const member: Member = {
    path: '',
    origin: layer.origin,
    entry: 'unknown',
    mode: { kind: 'kept' },
    edits: [],
    contents: false,
    made: null,
  };
  return { kind: 'artifact', member, pattern: both, host };
}

function membersOf(node: Node): Member[] {
  const edited = editedPaths(node);
  return foreignOrigins(node)
    .filter(({ path, node: at }) => !isInside(path, edited) && (at.kind === 'directory' || !edited.includes(path)))
    .flatMap(({ path, origin, node: at }) => memberOf(path, origin, at) ?? []);
}

/** Places of trees in which names were changed: they are taken as a whole. */
function editedPaths(node: Node): readonly string[] {
  const paths = foreignOrigins(node).flatMap(({ path, node: at }) => (editedTree(at) === null ? [] : [path]));
  return paths.filter((path) => !isInside(path, paths));
}

function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path !== folder && (folder === '' || path.startsWith(`${folder}/`)));
}

/** Whether there is more than these members. */
function hasOthers(node: Node, members: readonly Member[]): boolean {
  const edited = editedPaths(node);
  if (edited.length === 0) return countOrigins(node) > members.length;
  const rest = originsBelow(node).filter(({ path }) => !edited.includes(path) && !isInside(path, edited));
  return rest.length + edited.length > members.length;
}

/** Something at or below a source as an artifact, or as what the host made of artifacts; null where it is neither. */
export function memberOf(path: string, origin: Origin, at: Node): Member | null {
  const made = origin.kind === 'derived' ? origin : null;
  const artifact =
    origin.kind === 'artifact' ? origin : made !== null && isMakeable(made) ? artifactsOfOrigin(made)[0] : null;
  if (artifact === undefined || artifact === null) return null;
  const mode = at.kind === 'link' ? ({ kind: 'kept' } as const) : at.mode;
  const edits = editedTree(at)?.edits ?? [];
  return { path, origin: artifact, made, entry: entryOf(at), mode, edits, contents: at.kind === 'directory' };
}

function entryOf(node: Node): EntryKind {
  return node.kind === 'opaque' ? node.entry : node.kind;
}

/** Made of artifacts of one image alone, by commands that can be carried out once more in a stage (3.4). */
function isMakeable(origin: Origin): boolean {
  if (!isOnlyArtifacts(origin)) return false;
  const images = new Set(artifactsOfOrigin(origin).map(({ container }) => container.image));
  return images.size === 1 && isKnownMaking(origin);
}

function isKnownMaking(origin: Origin): boolean {
  if (origin.kind !== 'derived') return true;
  const { making } = origin;
  if (making?.kind !== 'made') return false;
  const inputs = making.inputs.every(({ node }) =>
    foreignOrigins(node).every((placed) => isKnownMaking(placed.origin)),
  );
  return inputs && (making.stdin === null || isKnownMaking(making.stdin));
}

/** True for files that a host command made out of an artifact, or out of what a container printed. */
export function isMadeFromArtifact(origin: Origin): boolean {
  if (origin.kind === 'archive') return holdsArtifacts(origin);
  return origin.kind === 'derived' && origin.from.some((from) => from.kind === 'artifact' || isMadeFromArtifact(from));
}

/** I-11: what `docker save` writes holds layers, and a file of the image in one or several of them. */
function isSaved(origin: Origin): boolean {
  return origin.kind === 'derived' && (origin.by === 'docker save' || origin.from.some(isSaved));
}

function madeOnHost(origin: Origin, host: HostPath): SourceContent {
  const unmakeable = unmakeableIn(origin);
  if (unmakeable !== null) return { kind: 'problem', code: unmakeable.code, why: unmakeable.why, host };
  const by = origin.kind === 'derived' || origin.kind === 'archive' ? origin.by : 'a host command';
  const atRun = /^(?:docker|podman|nerdctl) (?:run|exec|logs|export)/.test(by);
  return { kind: 'problem', code: atRun ? 'produced-at-run' : 'transformed-on-host', why: by, host };
}

function unmakeableIn(origin: Origin): Unmakeable | null {
  if (origin.kind !== 'derived') return null;
  if (origin.making?.kind === 'unmakeable') return origin.making;
  return origin.from.map(unmakeableIn).find((found) => found !== null) ?? null;
}

/** K9: the pattern against the known names of the context, or carried over into one builder directory. */
function wildcard(source: SourcePath, build: Build, context: HostPath): SourceContent {
  const segments = source.path.split('/');
  const first = segments.findIndex((segment) => /[*?[\\]/.test(segment));
  const folder = joinHostPath(context, segments.slice(0, first).join('/'));
  const rest = segments.slice(first).join('/');
  const found = findNode(build.host, folder);
  if (found.kind === 'absent') return { kind: 'plain' };
  const host = joinHostPath(context, source.path);
  if (found.kind === 'uncertain')
    return found.candidates.some(holdsArtifact)
      ? {
          kind: 'problem',
          code: 'ambiguous-source',
          why: 'the folder may come from the repository or from an image',
          host,
        }
      : { kind: 'plain' };
  const { node } = found;
  if (node.kind === 'opaque') return opaqueWildcard(node, rest, host);
  if (node.kind !== 'directory') return { kind: 'plain' };
  return namedMatches(node, rest, host);
}

function opaqueWildcard(node: Node & { kind: 'opaque' }, pattern: string, host: HostPath): SourceContent {
  if (isMadeFromArtifact(node.origin)) return madeOnHost(node.origin, host);
  if (node.origin.kind !== 'artifact') return { kind: 'plain' };
  const member: Member = {
    path: '',
    origin: node.origin,
    made: null,
    entry: 'unknown',
    mode: node.mode,
    edits: [],
    contents: false,
  };
  return { kind: 'artifact', member, pattern, host };
}

function namedMatches(node: Node & { kind: 'directory' }, pattern: string, host: HostPath): SourceContent {
  const brought = broughtMatches(node, pattern, host);
  if (brought !== null) return brought;
  const seen = seenContent(node, pattern, host);
  if (seen !== null) return seen;
  const unknown = node.layers.filter((layer) => layer.kind === 'contents');
  if (unknown.some((layer) => layer.origin.kind === 'artifact')) return layeredWildcard(node, pattern, host);
  const compiled = compilePattern(pattern);
  const matches = 'error' in compiled ? () => false : compiled.matches;
  const named = pattern.includes('/') ? deepMatches(node, matches) : namesIn(node).filter(matches);
  const hits = named.flatMap((name) => {
    const found = pattern.includes('/') ? findNode(node, name) : childOf(node, name);
    return found.kind === 'found' ? [{ name, node: found.node }] : [];
  });
  const changed = hits
    .flatMap((hit) => foreignOrigins(hit.node))
    .find(({ origin }) => isMadeFromArtifact(origin) && !isMakeable(origin));
  if (changed !== undefined) return madeOnHost(changed.origin, host);
  const artifacts = hits.flatMap(({ name, node: at }) =>
    at.kind === 'opaque' || at.kind === 'file' ? membersOf(at).map((member) => ({ name, member })) : [],
  );
  if (hits.some(({ node: at }) => at.kind === 'directory' && holdsArtifact(at)))
    return {
      kind: 'problem',
      code: 'ambiguous-source',
      why: 'the wildcard matches a folder with artifacts in it',
      host,
    };
  return artifacts.length === 0
    ? { kind: 'plain' }
    : { kind: 'matches', matches: artifacts, others: hits.length > artifacts.length, host };
}

function deepMatches(node: Node & { kind: 'directory' }, matches: (path: string) => boolean): string[] {
  return originsBelow(node)
    .map(({ path }) => path)
    .filter((path) => path !== '' && matches(path));
}

function layeredWildcard(node: Node & { kind: 'directory' }, pattern: string, host: HostPath): SourceContent {
  const [only, more] = node.layers;
  if (more !== undefined || only?.kind !== 'contents' || only.origin.kind !== 'artifact') {
    return {
      kind: 'problem',
      code: 'ambiguous-source',
      why: 'the folder holds files of the repository and of an image, and which of them match is not known',
      host,
    };
  }
  const member: Member = {
    path: '',
    origin: only.origin,
    made: null,
    entry: 'directory',
    mode: node.mode,
    edits: [],
    contents: true,
  };
  return { kind: 'artifact', member, pattern, host };
}
