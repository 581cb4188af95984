import { narrowerPattern } from '../../dockerfile/patterns.js';
import { parentPath } from '../../world/host-path.js';
import type { Origin } from '../../world/tree.js';
import { opaqueNode } from '../../world/tree.js';
import { knownText, textValue } from '../../world/value.js';
import type { Argument, World } from '../../world/world.js';
import type { CommandMeaning, Invocation, Outcome } from '../command.js';
import { isDirectoryLike, setNode } from './copy-tree.js';
import { originsOf } from './inputs.js';
import { unknownMatches } from './landing.js';
import { kindAt, nodeAt, placeOf } from './place.js';
import { begin, commandText, finish, layOver, reading, wrote, type Progress } from './progress.js';
import { carryOut } from './tool.js';

/** Commands that read their files. */
const readers = /^(?:cat|head|tail|tac|nl)$/;
/** Commands that put their files somewhere else. */
const carriers = /^(?:cp|mv|install|ln|rsync)$/;
/** Commands that change their files where they are. */
const changers = /^(?:rm|chmod|gzip|gunzip|bzip2|xz|zstd|strip|upx|sed|perl|touch|dos2unix|unix2dos|truncate)$/;

/** A pattern over a folder of which an image alone knows the names: what it stands for is not known here. */
export function withOpenGlobs(meaning: CommandMeaning): CommandMeaning {
  return (invocation, world) => {
    const { name, openGlobs } = invocation;
    const isWhole = carriers.test(name) || name === 'rm' ? openGlobs.every(isEverything) : false;
    if (openGlobs.length === 0 || isWhole) return meaning(invocation, world);
    if (name === 'cp' && copiesByName(invocation, world)) return meaning(invocation, world);
    const removed = name === 'rm' ? removeBrought(invocation, world) : null;
    if (removed !== null) return removed;
    if (readers.test(name)) return read(invocation, world);
    if (carriers.test(name)) return carry(invocation, world);
    return changers.test(name) ? (asFind(invocation, world) ?? change(invocation, world)) : meaning(invocation, world);
  };
}

/** `dir/*`: these commands know what to do with it. */
function isEverything({ value }: Argument): boolean {
  return /\/\*$/.test(knownText(value) ?? '');
}

/** `cp dir/*.jar folder`: what the pattern stands for lies in one place of a container, and keeps its names. */
function copiesByName({ openGlobs, arguments: words, services }: Invocation, world: World): boolean {
  const target = words.at(-1);
  if (target === undefined || openGlobs.includes(target)) return false;
  const place = placeOf(target.value, world, services);
  const isFolder = kindAt(world.host, place.target ?? place.path) === 'directory';
  return isFolder && openGlobs.every(({ value }) => unknownMatches(placeOf(value, world, services), world) !== null);
}

/** `rm folder/*.jar` of what a wildcard brought there; null where anything else is meant. */
function removeBrought({ openGlobs, arguments: words, services }: Invocation, world: World): Outcome | null {
  const [only, ...more] = openGlobs;
  const others = words.filter(({ value }) => !/^-[rf]+$/.test(knownText(value) ?? ''));
  if (only === undefined || more.length > 0 || others.length > 1) return null;
  const place = placeOf(only.value, world, services);
  const folder = parentPath(place.path);
  const node = nodeAt(world.host, folder);
  if (node?.kind !== 'directory') return null;
  const layers = node.layers.filter(
    (layer) => layer.kind !== 'matches' || narrowerPattern(place.name, layer.pattern.text) !== layer.pattern.text,
  );
  if (layers.length === node.layers.length) return null;
  const after = setNode(world.host, folder, { ...node, layers });
  return finish(wrote(begin(world), place.path, after));
}

interface Glob {
  readonly folder: string;
  readonly pattern: string;
}

/** A pattern in the last part of a path; null where folders have patterns, too. */
function globOf({ value }: Argument): Glob | null {
  const text = knownText(value) ?? '';
  const at = text.lastIndexOf('/');
  const folder = text.slice(0, at);
  return at <= 0 || /[*?[\\]/.test(folder) ? null : { folder, pattern: text.slice(at + 1) };
}

/** The folder in front of the first pattern. */
function folderOf(argument: Argument, world: World, invocation: Invocation): string {
  const parts = (knownText(argument.value) ?? '').split('/');
  const first = parts.findIndex((part) => /[*?[\\]/.test(part));
  const text = parts.slice(0, first).join('/');
  const place = placeOf(textValue(text === '' ? '.' : text), world, invocation.services);
  return place.target ?? place.path;
}

function madeOf(folders: readonly string[], invocation: Invocation, world: World): Origin {
  const from = folders.flatMap((folder) => {
    const node = nodeAt(world.host, folder);
    return node === null ? [] : originsOf(node);
  });
  return { kind: 'derived', by: commandText(invocation), from };
}

function foldersOf(invocation: Invocation, world: World): readonly string[] {
  return [...new Set(invocation.openGlobs.map((argument) => folderOf(argument, world, invocation)))];
}

function read(invocation: Invocation, world: World): Outcome {
  const folders = foldersOf(invocation, world);
  return finish(reading(begin(world), ...folders), {
    stdout: { kind: 'content', origin: madeOf(folders, invocation, world) },
    effect: { kind: 'external', harmless: true },
  });
}

function carry(invocation: Invocation, world: World): Outcome {
  const folders = foldersOf(invocation, world);
  const target = invocation.arguments.at(-1);
  const start = reading(begin(world), ...folders);
  if (target === undefined) return finish(start);
  const place = placeOf(target.value, world, invocation.services);
  const after = layOver(start, place.target ?? place.path, madeOf(folders, invocation, world));
  return finish(invocation.name === 'mv' ? spoil(after, folders, invocation) : after);
}

function change(invocation: Invocation, world: World): Outcome {
  const folders = foldersOf(invocation, world);
  return finish(spoil(reading(begin(world), ...folders), folders, invocation));
}

/** Folders of which nobody knows any more what they hold. */
function spoil(progress: Progress, folders: readonly string[], invocation: Invocation): Progress {
  return folders.reduce((at, folder) => {
    const node = nodeAt(at.world.host, folder);
    if (node === null || node.kind === 'link') return at;
    const origin: Origin = { kind: 'derived', by: commandText(invocation), from: originsOf(node) };
    const entry = isDirectoryLike(node) ? 'directory' : 'unknown';
    return wrote(at, folder, setNode(at.world.host, folder, opaqueNode(origin, entry, node.mode)));
  }, progress);
}

/** `rm -f dir/*.map` is `find dir -name '*.map'` on this one level: hidden names stay, as the shell leaves them out. */
function asFind(invocation: Invocation, world: World): Outcome | null {
  const [only, ...more] = invocation.openGlobs;
  if (only === undefined || more.length > 0) return null;
  const glob = globOf(only);
  const before = invocation.arguments.slice(0, -1);
  const texts = before.map(({ value }) => knownText(value));
  const words = texts.filter((text) => text !== null);
  if (glob === null || only !== invocation.arguments.at(-1) || words.length < texts.length) return null;
  const hidden = glob.pattern.startsWith('.') ? [] : ['!', '-name', '.*'];
  const level = ['-mindepth', '1', '-maxdepth', '1'];
  const found = [glob.folder, ...level, '-name', glob.pattern, ...hidden];
  const line = [...found, '-exec', invocation.name, ...words, '{}', '+'];
  const word = only.word;
  const find = {
    ...invocation,
    name: 'find',
    openGlobs: [],
    arguments: line.map((text) => ({ value: textValue(text), word })),
  };
  return carryOut(find, world);
}
