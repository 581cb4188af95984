import {
  baseName,
  displayPath,
  joinHostPath,
  normalizePath,
  parentPath,
  resolveHostPath,
  type ResolvedPath,
} from '../../world/host-path.js';
import {
  findNode,
  opaqueNode,
  openDirectory,
  sameOrigin,
  updateNode,
  withContents,
  type Archive,
  type EntryKind,
  type Found,
  type Node,
  type Origin,
} from '../../world/tree.js';
import { knownText, renderValue, splitAtFirst, symbolsOf, type Value, withFallbacks } from '../../world/value.js';
import type { Argument, Container, CopyOut, World } from '../../world/world.js';
import { failure, outcome, type Invocation, type Outcome } from '../command.js';
import { isSwitchedOn, parseOptions, type OptionSpec } from '../options.js';
import { isSameArtifact, kindInImage } from './artifact-kind.js';
import { replaceContainer } from './container.js';
import type { DockerCommand } from './verb.js';

const copySpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  switches: new Set(['--archive', '--follow-link', '--quiet', '--pause', '--overwrite']),
  values: new Set(),
  aliases: new Map([
    ['-a', '--archive'],
    ['-L', '--follow-link'],
    ['-q', '--quiet'],
  ]),
};

type CopyWord =
  | { readonly kind: 'container'; readonly container: Value; readonly path: Value }
  | { readonly kind: 'local'; readonly path: Value };

/** CP-A2: `CONTAINER:PATH`, split at the first colon; absolute words and words that start with `.` are local. */
export function splitCopyWord(value: Value): CopyWord {
  const text = renderValue(value);
  const split = splitAtFirst(value, ':');
  if (text.startsWith('/') || text.startsWith('.') || split === null) return { kind: 'local', path: value };
  return { kind: 'container', container: split.head, path: split.tail };
}

/** `docker cp` in both directions (section 1 of the semantics). */
export function dockerCopy(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, copySpec);
  const [from, to, extra] = positionals;
  if (from === undefined || to === undefined || extra !== undefined)
    return fails(world, invocation, 'docker cp takes exactly two arguments (CP-A1)');
  const source = splitCopyWord(from.value);
  const target = splitCopyWord(to.value);
  const follow = docker.tool === 'podman' || isSwitchedOn(options, '--follow-link');
  if (source.kind === 'container' && target.kind === 'local')
    return copyOut(docker, source, to, follow, invocation, world);
  if (source.kind === 'local' && target.kind === 'container') return copyIn(source, target, world);
  if (docker.tool === 'podman' && source.kind === 'container' && target.kind === 'container')
    return copyBetween(target, world);
  return fails(world, invocation, 'docker cp copies between a container and the host (CP-A3)');
}

function fails(world: World, invocation: Invocation, why: string): Outcome {
  invocation.services.report('legacy-fails', { why });
  return outcome(world, { kind: 'container-use', containers: [], verb: 'cp', changes: false }, { status: failure });
}

/** A name as the script writes it: the variable where it holds an id. */
function writtenName(value: Value): string {
  return value
    .map((part) => (part.kind === 'symbol' && part.carrier !== undefined ? `$${part.carrier}` : renderValue([part])))
    .join('');
}

function copyIn(source: { readonly path: Value }, target: { readonly container: Value }, world: World): Outcome {
  const container = world.containers.get(renderValue(target.container));
  const reads = [resolveHostPath(source.path, world.cwd).path];
  if (container === undefined) return outcome(world, { kind: 'engine', verb: 'cp' }, { reads });
  const after = replaceContainer(world, container, { ...container, changed: true });
  return outcome(after, { kind: 'copy-in', container }, { reads });
}

/** podman copies from container to container, too (CP-A3). */
function copyBetween(target: { readonly container: Value }, world: World): Outcome {
  const container = world.containers.get(renderValue(target.container));
  if (container === undefined) return outcome(world, { kind: 'engine', verb: 'cp' });
  return outcome(replaceContainer(world, container, { ...container, changed: true }), { kind: 'copy-in', container });
}

/** CP-A4: podman takes relative paths from the working directory of the container. */
function podmanStart(path: Value, container: Container, { services }: Invocation): string {
  if (renderValue(path).startsWith('/')) return '/';
  const [first] = path;
  const own = container.workdir === null ? container.settings.workdir : knownText(container.workdir);
  const workdir = first?.kind === 'text' ? own : null;
  if (workdir === null)
    services.report('unresolved-path', {
      path: renderValue(path),
      why: 'podman takes it relative to the working directory of the image, and that is not known (CP-A4)',
    });
  return workdir ?? '/';
}

/** A path inside a container, as the engine reads it (CP-A4). */
interface ContainerPath {
  readonly path: string;
  readonly ending: CopyOut['fromEnding'];
}

function containerPath(value: Value, start: string): ContainerPath {
  const text = renderValue(value);
  const ending = /(?:^|\/)\.$/.test(text) ? 'dot' : text.endsWith('/') ? 'slash' : 'plain';
  return { path: normalizePath(text.startsWith('/') ? text : `${start}/${text}`), ending };
}

function copyOut(
  docker: DockerCommand,
  source: { readonly container: Value; readonly path: Value },
  to: Argument,
  follow: boolean,
  invocation: Invocation,
  world: World,
): Outcome {
  const container = world.containers.get(renderValue(source.container));
  if (container === undefined) {
    invocation.services.report('unknown-container', { container: writtenName(source.container) });
    return outcome(world, { kind: 'container-use', containers: [], verb: 'cp', changes: false });
  }
  if (source.path.length === 0) return fails(world, invocation, 'docker cp takes no empty path (CP-A1)');
  if (container.removedOnExit)
    return fails(world, invocation, 'the container was started with --rm and is gone (§1.7)');
  const settled = withFallbacks(source.path);
  for (const symbol of settled.used)
    invocation.services.assume('default-value', { name: symbol.key, value: symbol.fallback ?? '' });
  const start = docker.tool === 'podman' ? podmanStart(settled.value, container, invocation) : '/';
  const from = containerPath(settled.value, start);
  if (/[*?[]/.test(knownText(source.path) ?? ''))
    return fails(world, invocation, 'docker cp does not expand wildcards in container paths (CP-A6)');
  const symbols = symbolsOf(settled.value);
  const origin: Origin = {
    kind: 'artifact',
    container,
    path: from.path,
    follow,
    ...(symbols.length === 0 ? {} : { symbols }),
  };
  if (knownText(to.value) === '-') {
    return outcome(world, copyEffect(container, from, '-', origin), {
      stdout: { kind: 'content', origin: streamOf(from, origin, docker.tool) },
    });
  }
  return land(container, from, to, origin, invocation, world);
}

/** CP-T1: names start with the last component of the path, or with `./` for contents; the ids are the container's. */
function streamOf(from: ContainerPath, origin: Origin, tool: Container['tool']): Archive {
  const isContents = from.ending === 'dot' || from.path === '/';
  const node = opaqueNode(origin, isContents || from.ending === 'slash' ? 'directory' : 'unknown');
  return {
    kind: 'archive',
    members: [{ path: isContents ? '' : baseName(from.path), node, dotted: isContents }],
    owners: 'own',
    packed: [],
    by: `${tool} cp -`,
    printing: null,
  };
}

function copyEffect(
  container: Container,
  from: ContainerPath,
  to: string,
  origin: Origin,
): { kind: 'copy-out'; copy: CopyOut } {
  return { kind: 'copy-out', copy: { container, from: from.path, fromEnding: from.ending, to, origin } };
}

/** What stands at the destination before the copy; an unknown place counts as not there. */
function land(
  container: Container,
  from: ContainerPath,
  to: Argument,
  origin: Origin,
  invocation: Invocation,
  world: World,
): Outcome {
  const target = resolveHostPath(to.value, world.cwd);
  for (const symbol of target.defaults)
    invocation.services.assume('default-value', { name: symbol.key, value: symbol.fallback ?? '' });
  const landing = landingOf(from, target, origin, world, container.tool, (node) =>
    kindOfBoth(node, origin, target.path, invocation.services),
  );
  if (landing.kind === 'fails') return fails(world, invocation, landing.why);
  if (landing.kind === 'uncertain') {
    invocation.services.report('ambiguous-landing', { path: displayPath(target.path), why: landing.why });
    return outcome(world, copyEffect(container, from, target.path, origin), { writes: [target.path] });
  }
  const host = updateNode(landing.host, landing.path, () => landing.node);
  if (host === null)
    return fails(
      world,
      invocation,
      `the folder of ${displayPath(landing.path)} does not exist, and docker cp makes none (§1.2)`,
    );
  return outcome({ ...world, host }, copyEffect(container, from, landing.path, origin), { writes: [landing.path] });
}

type Landing =
  | { readonly kind: 'lands'; readonly host: World['host']; readonly path: string; readonly node: Node }
  | { readonly kind: 'fails'; readonly why: string }
  | { readonly kind: 'uncertain'; readonly why: string };

/** What an artifact and the earlier one that it meets both are; 'unknown' where they have nothing to do with each other. */
type KindOfBoth = (existing: Node) => EntryKind;

/**
 * In a loop, each round copies the same path out of another image of one Dockerfile, over the copy of the round before.
 * Where no instruction shows what it is, it is taken as a file: a directory would land inside of the one that is there.
 */
function kindOfBoth(existing: Node, origin: Origin, path: string, services: Invocation['services']): EntryKind {
  if (existing.kind !== 'opaque' || origin.kind !== 'artifact' || !isSameArtifact(existing.origin, origin))
    return 'unknown';
  const kind = kindInImage(origin, services.files);
  if (kind === 'file' || kind === 'directory') return kind;
  services.assume('landing-repeated', { path: displayPath(path), artifact: origin.path });
  return 'file';
}

/** The table of §1.2, row by row. */
function landingOf(
  from: ContainerPath,
  target: ResolvedPath,
  origin: Origin,
  world: World,
  tool: Container['tool'],
  kindOf: KindOfBoth,
): Landing {
  const host = target.unknown.length > 0 ? withParents(world.host, target.path) : world.host;
  const known: EntryKind = from.ending === 'dot' || from.path === '/' ? 'directory' : 'unknown';
  const found = findNode(host, target.path);
  switch (found.kind) {
    case 'absent': {
      if (tool === 'podman' && target.ending !== 'plain')
        return {
          kind: 'fails',
          why: `${displayPath(target.path)} does not exist, and podman cp makes no folder (§1.8)`,
        };
      const kind = target.ending === 'plain' ? known : 'directory';
      return { kind: 'lands', host, path: target.path, node: opaqueNode(origin, kind) };
    }
    case 'uncertain':
      return { kind: 'uncertain', why: 'whether something is there already depends on the content of an image' };
    case 'found':
      return ontoExisting(from, target, found.node, known, origin, host, kindOf);
  }
}

function ontoExisting(
  from: ContainerPath,
  target: ResolvedPath,
  node: Node,
  known: EntryKind,
  origin: Origin,
  host: World['host'],
  kindOf: KindOfBoth,
): Landing {
  if (node.kind === 'link') return { kind: 'uncertain', why: 'it is a symbolic link (CP-L6)' };
  if (node.kind === 'file' || (node.kind === 'opaque' && node.entry === 'file')) {
    if (target.ending !== 'plain')
      return { kind: 'fails', why: `${displayPath(target.path)} is a file, not a directory (§1.2)` };
    if (known === 'directory')
      return { kind: 'fails', why: `a directory cannot be copied over the file ${displayPath(target.path)} (§1.2)` };
    return { kind: 'lands', host, path: target.path, node: opaqueNode(origin, 'file') };
  }
  if (node.kind === 'opaque' && node.entry !== 'directory' && target.ending === 'plain') {
    const both = known === 'unknown' ? kindOf(node) : 'unknown';
    if (both === 'file') return { kind: 'lands', host, path: target.path, node: opaqueNode(origin, 'file') };
    if (both === 'directory') return intoDirectory(from, target, node, origin, host, kindOf);
    if (
      node.origin.kind === 'artifact' &&
      origin.kind === 'artifact' &&
      node.origin.path === origin.path &&
      known !== 'directory'
    ) {
      return { kind: 'uncertain', why: 'the path already holds an artifact that may be a file or a directory (CP-B4)' };
    }
    return { kind: 'uncertain', why: 'the path already holds something that may be a file or a directory (CP-B4)' };
  }
  return intoDirectory(from, target, node, origin, host, kindOf);
}

/** CP-B1: only `/.` means the contents; everything else nests. */
function intoDirectory(
  from: ContainerPath,
  target: ResolvedPath,
  node: Node,
  origin: Origin,
  host: World['host'],
  kindOf: KindOfBoth,
): Landing {
  if (from.ending === 'dot' || from.path === '/') {
    const directory = openDirectory(node);
    if (directory === null) return { kind: 'fails', why: `${displayPath(target.path)} is not a directory` };
    return { kind: 'lands', host, path: target.path, node: withContents(directory, origin) };
  }
  const path = joinHostPath(target.path, baseName(from.path));
  return nested(findNode(host, path), path, from, origin, host, kindOf);
}

function nested(
  found: Found,
  path: string,
  from: ContainerPath,
  origin: Origin,
  host: World['host'],
  kindOf: KindOfBoth,
): Landing {
  const plain: Landing = {
    kind: 'lands',
    host,
    path,
    node: opaqueNode(origin, from.ending === 'slash' ? 'directory' : 'unknown'),
  };
  if (found.kind === 'absent') return plain;
  if (found.kind === 'uncertain')
    return { kind: 'uncertain', why: 'the path may already hold a file or a directory (CP-B2)' };
  const { node } = found;
  switch (node.kind) {
    case 'file':
      return { ...plain, node: opaqueNode(origin, 'file') };
    case 'directory':
      return { ...plain, node: withContents(node, origin) };
    case 'link':
      return { ...plain, node: opaqueNode(origin, 'file') };
    case 'opaque':
      if (sameOrigin(node.origin, origin)) return { ...plain, node };
      return overOpaque(
        node.entry === 'unknown' && from.ending === 'plain' ? kindOf(node) : node.entry,
        plain,
        node,
        origin,
      );
  }
}

function overOpaque(entry: EntryKind, plain: Landing & { kind: 'lands' }, node: Node, origin: Origin): Landing {
  if (entry === 'file' || entry === 'link') return { ...plain, node: opaqueNode(origin, 'file') };
  const directory = entry === 'directory' ? openDirectory(node) : null;
  if (directory !== null) return { ...plain, node: withContents(directory, origin) };
  return node.kind === 'opaque' && node.origin.kind === 'unknown'
    ? plain
    : { kind: 'uncertain', why: 'the path already holds something that may be a file or a directory (CP-B2)' };
}

function withParents(host: World['host'], path: string): World['host'] {
  const parent = parentPath(path);
  if (parent === '/' || findNode(host, parent).kind !== 'absent') return host;
  const upper = withParents(host, parent);
  return (
    updateNode(upper, parent, () => ({ kind: 'directory', origin: null, mode: { kind: 'kept' }, layers: [] })) ?? host
  );
}
