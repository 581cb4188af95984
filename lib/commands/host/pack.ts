import { concatValues, knownText, quoted, textValue, type Value } from '../../world/value.js';
import type { Origin } from '../../world/tree.js';
import type { World } from '../../world/world.js';
import { filteredBy, unpackedOnce } from '../archive.js';
import type { CommandMeaning, Invocation, Outcome } from '../command.js';
import { setNode } from './copy-tree.js';
import { filter, looseOptions } from './filters.js';
import { readInputs, writeDerived } from './inputs.js';
import { placeOf } from './place.js';
import { begin, commandText, finish, notModelled, wrote, type Progress } from './progress.js';

interface Packer {
  readonly suffix: string;
  readonly unpacks: boolean;
  /** Whether the input stays (zstd). */
  readonly keeps: boolean;
}

/** `gzip` and its relatives: `a` becomes `a.gz`, or the other way round. */
export function packer(shape: Packer): CommandMeaning {
  return (invocation, world) => {
    const { options, positionals } = looseOptions(withoutLevels(invocation), ['-S', '-o']);
    const letters = invocation.arguments
      .map((argument) => knownText(argument.value) ?? '')
      .filter((text) => text.startsWith('-'));
    const has = (short: string, long: string): boolean =>
      letters.some((text) => text === long || (/^-[^-]/.test(text) && text.includes(short)));
    const files = positionals.map((argument) => argument.value);
    if (options.length > 0) return notModelled(invocation, world);
    const unpacks = shape.unpacks || has('d', '--decompress');
    const passes = files.length === 0 && !has('t', '--test') && !has('l', '--list');
    const streamed = passes ? streamedArchive(invocation, unpacks) : null;
    if (streamed !== null) return finish(begin(world), { stdout: { kind: 'content', origin: streamed } });
    if (files.length === 0 || has('c', '--stdout')) return filter()(withoutLevels(invocation), world);
    if (has('t', '--test') || has('l', '--list')) return filter({ decides: true })(withoutLevels(invocation), world);
    const keeps = (shape.keeps && !has('\0', '--rm')) || has('k', '--keep');
    return packFiles(files, { ...shape, unpacks, keeps }, invocation, world);
  };
}

function withoutLevels(invocation: Invocation): Invocation {
  const words = invocation.arguments.filter((argument) => !/^-(?!o$|S$).+/.test(knownText(argument.value) ?? ''));
  return { ...invocation, arguments: words };
}

/** A tar that flows through stays one of known members. */
function streamedArchive(invocation: Invocation, unpacks: boolean): Origin | null {
  const { stdin } = invocation;
  if (stdin.kind !== 'content' || stdin.origin.kind !== 'archive') return null;
  return unpacks ? unpackedOnce(stdin.origin) : filteredBy(stdin.origin, commandText(invocation).split(' '), true);
}

function packFiles(files: readonly Value[], shape: Packer, invocation: Invocation, world: World): Outcome {
  const by = commandText(invocation);
  const done = files.reduce((progress, file) => {
    const source = sourceName(file, shape);
    const { progress: read, origins } = readInputs([source], progress, invocation);
    if (origins.length === 0) return { ...read, failed: true };
    const origin = packedArchive(origins, shape, invocation) ?? { kind: 'derived', by, from: origins };
    const made = writeDerived(resultName(source, shape), origin, read, invocation);
    return shape.keeps ? made : remove(source, made, invocation);
  }, begin(world));
  return finish(done);
}

function packedArchive(
  [origin, ...more]: readonly Origin[],
  shape: Packer,
  { name, arguments: words }: Invocation,
): Origin | null {
  if (origin?.kind !== 'archive' || more.length > 0) return null;
  const options = words.map(({ value }) => knownText(value) ?? '').filter((word) => /^-/.test(word));
  return shape.unpacks ? unpackedOnce(origin) : filteredBy(origin, [name, ...options], true);
}

function sourceName(file: Value, { suffix, unpacks }: Packer): Value {
  const last = file.at(-1);
  const hasSuffix = last?.kind === 'text' && /\.(?:t?gz|t?bz2|t?xz|zst|Z|lz4)$/.test(last.text);
  return unpacks && !hasSuffix ? concatValues(quoted(file), textValue(suffix)) : quoted(file);
}

function resultName(file: Value, { suffix, unpacks }: Packer): Value {
  if (!unpacks) return concatValues(file, textValue(suffix));
  const last = file.at(-1);
  if (last?.kind !== 'text') return file;
  const text = last.text.replace(/\.t(?:gz|bz2|xz)$/, '.tar.x').replace(/\.[^./]+$/, '');
  return concatValues(file.slice(0, -1), textValue(text));
}

function remove(file: Value, progress: Progress, invocation: Invocation): Progress {
  const { path } = placeOf(file, progress.world, invocation.services);
  return wrote(progress, path, setNode(progress.world.host, path, null));
}
