import type { Invocation, Outcome, Services, Stream } from '../../../lib/commands/command.js';
import { hostCommands } from '../../../lib/commands/host-table.js';
import type { Word } from '../../../lib/script/program.js';
import type { FileTree } from '../../../lib/source/file-tree.js';
import { relativeTo, repositoryRoot, type HostPath } from '../../../lib/world/host-path.js';
import {
  emptyDirectory,
  fileNode,
  listNodes,
  makeDirectories,
  opaqueNode,
  updateNode,
  type DirectoryNode,
  type Node,
  type Origin,
} from '../../../lib/world/tree.js';
import { renderValue, symbolValue, textValue, type Value } from '../../../lib/world/value.js';
import type { Argument, Container, World } from '../../../lib/world/world.js';

const place = { file: 'test.sh', start: 0, end: 0 };

const container: Container = {
  id: 'container#1',
  name: null,
  image: { kind: 'other', id: 'image#1', why: 'a test' },
  tool: 'docker',
  state: 'created',
  command: [],
  entrypoint: null,
  workdir: null,
  settings: { entrypoint: null, command: null, workdir: null },
  argv: null,
  terminal: false,
  mounts: [],
  changed: false,
  removedOnExit: false,
  work: null,
  options: [],
  span: place,
};

/** What a test writes for a path. */
export type Content = 'file' | 'dir' | `link:${string}` | `text:${string}` | `artifact:${string}`;

export function artifact(path: string): Origin {
  return { kind: 'artifact', container, path, follow: false };
}

function nodeOf(path: HostPath, content: Content): Node {
  const [kind, ...rest] = content.split(':');
  const text = rest.join(':');
  switch (kind) {
    case 'dir':
      return emptyDirectory;
    case 'link':
      return { kind: 'link', origin: { kind: 'repository', path: inRepository(path) }, target: textValue(text) };
    case 'text':
      return fileNode({ kind: 'generated', text: textValue(text) });
    case 'artifact':
      return opaqueNode(artifact(text));
    default:
      return fileNode({ kind: 'repository', path: inRepository(path) });
  }
}

function inRepository(path: HostPath): string {
  return relativeTo(repositoryRoot, path) ?? path;
}

/** A world with these paths; folders on the way are made, and the script starts in the checkout. */
export function world(contents: Readonly<Record<HostPath, Content>>, cwd: HostPath = repositoryRoot): World {
  let host = makeDirectories(emptyDirectory, repositoryRoot) ?? emptyDirectory;
  for (const [path, content] of Object.entries(contents)) host = withContent(host, path, content);
  return { host, cwd, images: new Map(), containers: new Map() };
}

function withContent(host: DirectoryNode, path: HostPath, content: Content): DirectoryNode {
  const parent = path.slice(0, path.lastIndexOf('/'));
  const ready = makeDirectories(host, parent);
  const after = ready === null ? null : updateNode(ready, path, () => nodeOf(path, content));
  if (after === null) throw new Error(`cannot place ${path}`);
  return after;
}

/** `$NAME` is an unquoted symbol, `"$NAME"` a quoted one; anything else is text with symbols in `${…}`. */
export function argument(text: string): Argument {
  return { value: valueOf(text), word: wordOf(text) };
}

export function valueOf(text: string): Value {
  const unquoted = /^\$(\w+)$/.exec(text)?.[1];
  if (unquoted !== undefined) return symbolValue(`\${${unquoted}}`, true);
  return text.split(/(\$\{[^}]*\})/).flatMap((part) => {
    const withDefault = /^\$\{\w+:-([^}]*)\}$/.exec(part)?.[1] ?? null;
    return part.startsWith('${') ? symbolValue(part, false, withDefault) : textValue(part);
  });
}

function wordOf(text: string): Word {
  const pieces = text.split(/([*?])/).filter((part) => part !== '');
  return {
    span: place,
    pieces: pieces.map((part) =>
      part === '*' || part === '?' ? { kind: 'glob', text: part } : { kind: 'literal', text: part, quoted: false },
    ),
  };
}

export interface Ran extends Outcome {
  /** `CODE name=value …` of every assumption and report. */
  readonly said: readonly string[];
}

const files: FileTree = {
  source: 'git-index',
  entries: new Map([['tool.sh', { path: 'tool.sh', kind: 'file', executable: true }]]),
  read: (path) => ({ kind: 'failure', path, why: 'a test' }),
};

/** Runs one command line; words are split at blanks, `''` is an empty word. */
export function run(line: string, at: World, stdin: Stream = { kind: 'nothing' }): Ran {
  const [name, ...words] = line.split(' ');
  const said: string[] = [];
  const say: Services['assume'] = (code, values) =>
    said.push([code, ...Object.entries(values).map(([key, value]) => `${key}=${value}`)].join(' '));
  const counters = new Map<string, number>();
  const fresh = (kind: string): number => {
    counters.set(kind, (counters.get(kind) ?? 0) + 1);
    return counters.get(kind) ?? 0;
  };
  const invocation: Invocation = {
    name: name ?? '',
    arguments: words.map((word) => argument(word === "''" ? '' : word)),
    stdin,
    captured: false,
    openGlobs: [],
    environment: new Map(),
    command: { kind: 'command', assignments: [], argv: [], redirects: [], span: place },
    services: { files, fresh, report: say, assume: say, isSet: () => false },
  };
  const meaning = hostCommands.get(name ?? '');
  if (meaning === undefined) throw new Error(`${name ?? ''} is not in the table`);
  return { ...meaning(invocation, at), said };
}

/** Runs several lines one after the other; the outcome is that of the last. */
export function runAll(lines: readonly string[], at: World): Ran {
  const [first = 'true', ...rest] = lines;
  return rest.reduce((before, line) => run(line, before.world), run(first, at));
}

/** Origin in short: `repo:a`, `art:/out`, `text:…`, `by(cmd: …)`. */
export function showOrigin(origin: Origin | null): string {
  if (origin === null) return 'new';
  switch (origin.kind) {
    case 'repository':
      return `repo:${origin.path}`;
    case 'artifact':
      return `art:${origin.path}${origin.masked === true ? ' masked' : ''}`;
    case 'generated':
      return `text:${renderValue(origin.text)}`;
    case 'derived':
      return `by(${origin.by}: ${origin.from.map(showOrigin).join(', ')})`;
    case 'archive': {
      const shown = origin.members.map(({ path, node }) => `${path === '' ? '.' : path}=${showMember(node)}`);
      return `tar(${[...shown, ...origin.packed].join(' | ')})`;
    }
    case 'unknown':
      return 'unknown';
  }
}

function showMember(node: Node): string {
  return node.kind === 'directory'
    ? `dir[${Object.entries(showBelow(node))
        .map((row) => row.join('='))
        .join(', ')}]`
    : showNode(node);
}

function showNode(node: Node): string {
  switch (node.kind) {
    case 'directory': {
      const trees = node.layers.flatMap((layer) => (layer.kind === 'contents' ? [showOrigin(layer.origin)] : []));
      return ['dir', ...trees].join(' + ');
    }
    case 'link':
      return `link:${node.target === null ? '?' : renderValue(node.target)}`;
    case 'file':
      return showOrigin(node.origin);
    case 'opaque':
      return node.entry === 'unknown' ? showOrigin(node.origin) : `${showOrigin(node.origin)} (${node.entry})`;
  }
}

function showBelow(node: Node): Record<string, string> {
  return Object.fromEntries(listNodes(node).map(({ path, node: at }) => [path, showNode(at)]));
}

/** Every path of the host tree with what it holds; paths of the checkout are relative. */
export function show(at: World): Record<string, string> {
  const shown = listNodes(at.host).filter(({ path }) => path !== '@' && path !== 'tmp');
  return Object.fromEntries(
    shown.map(({ path, node }) => [path.startsWith('@/') ? path.slice(2) : `/${path}`, showNode(node)]),
  );
}

/** Permission bits as chmod would show them, or how they were changed. */
export function showMode(at: World, path: string): string {
  const node = listNodes(at.host).find((entry) => entry.path === `@/${path}`)?.node;
  if (node === undefined || node.kind === 'link') return 'none';
  const { mode } = node;
  return mode.kind === 'bits' ? mode.bits.toString(8) : mode.kind === 'kept' ? 'kept' : `changed ${mode.how}`;
}
