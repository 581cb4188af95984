import { baseName, joinHostPath } from '../../world/host-path.js';
import { opaqueNode, type Origin } from '../../world/tree.js';
import { concatValues, knownText, textValue, type Value } from '../../world/value.js';
import type { Argument, CommandOption, World } from '../../world/world.js';
import type { CommandMeaning, Invocation, Outcome, Stream } from '../command.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { copyTo, type MergeRules } from './copy-tree.js';
import { filter, looseOptions } from './filters.js';
import { readInputs, writeDerived } from './inputs.js';
import { nodeAt, placeOf } from './place.js';
import {
  begin,
  commandText,
  finish,
  layOver,
  missed,
  notModelled,
  originOfStream,
  reading,
  wrote,
  type Progress,
} from './progress.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set([
    '--create',
    '--extract',
    '--list',
    '--append',
    '--update',
    '--gzip',
    '--bzip2',
    '--xz',
    '--zstd',
    '--auto-compress',
    '--verbose',
    '--to-stdout',
    '--same-permissions',
    '--preserve-permissions',
    '--no-same-permissions',
    '--same-owner',
    '--no-same-owner',
    '--numeric-owner',
    '--dereference',
    '--keep-old-files',
    '--overwrite',
    '--touch',
    '--wildcards',
    '--no-wildcards',
    '--anchored',
    '--exclude-vcs',
    '--absolute-names',
    '--sparse',
  ]),
  values: new Set([
    '--file',
    '--directory',
    '--exclude',
    '--exclude-from',
    '--files-from',
    '--transform',
    '--strip-components',
    '--owner',
    '--group',
    '--mode',
    '--mtime',
    '--sort',
    '--format',
    '--use-compress-program',
    '--warning',
    '--checkpoint',
    '--one-top-level',
  ]),
  aliases: new Map([
    ['-c', '--create'],
    ['-x', '--extract'],
    ['--get', '--extract'],
    ['-t', '--list'],
    ['-r', '--append'],
    ['-u', '--update'],
    ['-z', '--gzip'],
    ['-j', '--bzip2'],
    ['-J', '--xz'],
    ['-a', '--auto-compress'],
    ['-v', '--verbose'],
    ['-O', '--to-stdout'],
    ['-p', '--preserve-permissions'],
    ['-h', '--dereference'],
    ['-k', '--keep-old-files'],
    ['-m', '--touch'],
    ['-P', '--absolute-names'],
    ['-S', '--sparse'],
    ['-f', '--file'],
    ['-C', '--directory'],
    ['-X', '--exclude-from'],
    ['-T', '--files-from'],
    ['-I', '--use-compress-program'],
    ['--xform', '--transform'],
    ['-H', '--format'],
    ['--strip', '--strip-components'],
    ['-o', '--no-same-owner'],
  ]),
};

interface TarCall {
  readonly options: readonly CommandOption[];
  readonly names: ReadonlySet<string>;
  readonly members: readonly Value[];
  readonly archive: Value | null;
  readonly invocation: Invocation;
  readonly by: string;
}

/** `tar`: packs into one file derived from its members, or unpacks into a tree whose names are not known. */
export const tar: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(withDashes(invocation.arguments), spec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const call: TarCall = {
    options,
    names: new Set(options.map((option) => option.name)),
    members: positionals.map((argument) => argument.value),
    archive: archiveOf(options),
    invocation,
    by: commandText(invocation),
  };
  if (call.names.has('--create') || call.names.has('--append') || call.names.has('--update')) return pack(call, world);
  if (call.names.has('--extract')) return unpack(call, world);
  return call.names.has('--list') ? list(call, world) : notModelled(invocation, world);
};

/** The old style: `tar czf out.tgz` has no dash, and values follow in the order of the letters. */
function withDashes(args: readonly Argument[]): readonly Argument[] {
  const [first, ...rest] = args;
  const letters = first === undefined ? null : knownText(first.value);
  if (first === undefined || letters === null || !/^[A-Za-z]+$/.test(letters)) return args;
  const words: Argument[] = [];
  let left = rest;
  for (const letter of letters) {
    words.push({ ...first, value: textValue(`-${letter}`) });
    if (!spec.values.has(spec.aliases.get(`-${letter}`) ?? '')) continue;
    words.push(...left.slice(0, 1));
    left = left.slice(1);
  }
  return [...words, ...left];
}

function archiveOf(options: readonly CommandOption[]): Value | null {
  const value = optionValues(options, '--file').at(-1) ?? null;
  return value === null || knownText(value) === '-' ? null : value;
}

/** The directory that `-C` names, as a value below the current one; several follow one another. */
function directoryOf(call: TarCall, world: World): World {
  return optionValues(call.options, '--directory').reduce<World>((at, value) => {
    const place = placeOf(value, at, call.invocation.services);
    return { ...at, cwd: place.target ?? place.path };
  }, world);
}

function pack(call: TarCall, world: World): Outcome {
  const inside = directoryOf(call, world);
  const { progress, origins } = readInputs(call.members, begin(inside), call.invocation);
  const origin: Origin = { kind: 'derived', by: call.by, from: origins };
  const read = { ...progress, world };
  if (call.archive === null) return finish(read, { stdout: { kind: 'content', origin } });
  return finish(writeDerived(call.archive, origin, read, call.invocation));
}

function list(call: TarCall, world: World): Outcome {
  const { progress } = readInputs(call.archive === null ? [] : [call.archive], begin(world), call.invocation);
  return finish(progress, { effect: { kind: 'external', harmless: true }, stdout: { kind: 'unknown', why: call.by } });
}

function unpack(call: TarCall, world: World): Outcome {
  const { invocation } = call;
  const source = call.archive === null ? null : readInputs([call.archive], begin(world), invocation);
  const progress = source?.progress ?? begin(world);
  if (source?.origins.length === 0) return finish(missed(progress));
  const plain =
    call.members.length === 0 && !call.options.some((option) => /exclude|transform|one-top/.test(option.name));
  const stream: Stream = source === null ? invocation.stdin : { kind: 'unknown', why: call.by };
  const from = source?.origins ?? [originOfStream(stream)];
  if (call.names.has('--to-stdout')) return finish(progress, { stdout: printed(stream, from, call.by, plain) });
  const inside = directoryOf(call, world);
  const asStream = plain && stream.kind === 'archive' ? landStream(stream, call, progress, inside) : null;
  return finish(asStream ?? layOver(progress, inside.cwd, { kind: 'derived', by: call.by, from }));
}

/** CP-T3: `docker cp c:/app - | tar xO` prints the file. */
function printed(stream: Stream, from: readonly Origin[], by: string, plain: boolean): Stream {
  return stream.kind === 'archive' && plain
    ? { kind: 'content', origin: stream.origin }
    : { kind: 'content', origin: { kind: 'derived', by, from } };
}

/** CP-T1: the names in docker's stream start with the last component of the path; I-07: `--strip-components=1` takes it off. */
function landStream(
  stream: Stream & { readonly kind: 'archive' },
  call: TarCall,
  progress: Progress,
  inside: World,
): Progress | null {
  const strip = knownText(optionValues(call.options, '--strip-components').at(-1) ?? textValue('0'));
  const isWhole = stream.path === '/' || stream.path.endsWith('/.');
  if (isWhole ? strip !== '0' : strip !== '0' && strip !== '1') return null;
  const folder = nodeAt(inside.host, inside.cwd);
  if (folder === null || folder.kind === 'file') return missed(progress);
  if (isWhole || strip === '1') return layOver(progress, inside.cwd, stream.origin);
  const path = joinHostPath(inside.cwd, baseName(stream.path));
  const rules: MergeRules = { overFile: (_existing, source) => source, directoryModes: true, throughLinks: false };
  const merged = copyTo(progress.world.host, path, opaqueNode(stream.origin), rules);
  return merged.conflict ? null : wrote(progress, path, merged.host);
}

/** `zip out.zip files…`: one file derived from the others. */
export const zip: CommandMeaning = (invocation, world) => {
  const { positionals } = looseOptions(invocation, []);
  const [archive, ...members] = positionals.map((argument) => argument.value);
  if (archive === undefined) return notModelled(invocation, world);
  const last = archive.at(-1);
  const named =
    last?.kind === 'text' && /\.[^/.]+$/.test(last.text) ? archive : concatValues(archive, textValue('.zip'));
  const { progress, origins } = readInputs([...members, named], begin(world), invocation);
  return finish(
    writeDerived(named, { kind: 'derived', by: commandText(invocation), from: origins }, progress, invocation),
  );
};

/** `unzip a.zip [-d dir]`: a tree whose names are not known. */
export const unzip: CommandMeaning = (invocation, world) => {
  const { options, positionals } = looseOptions(invocation, ['-d', '-x']);
  const [archive] = positionals.map((argument) => argument.value);
  const letters = invocation.arguments
    .map((argument) => knownText(argument.value) ?? '')
    .filter((text) => /^-[a-zA-Z]+$/.test(text))
    .join('');
  if (/[ltvZz]/.test(letters)) return filter()(invocation, world);
  if (archive === undefined) return notModelled(invocation, world);
  const { progress, origins } = readInputs([archive], begin(world), invocation);
  if (origins.length === 0) return finish(missed(progress));
  const origin: Origin = { kind: 'derived', by: commandText(invocation), from: origins };
  if (/[pc]/.test(letters)) return finish(progress, { stdout: { kind: 'content', origin } });
  const directory = optionValues(options, '-d').at(-1);
  const path = directory === undefined ? world.cwd : placeOf(directory, world, invocation.services).path;
  return finish(layOver(reading(progress), path, origin));
};
