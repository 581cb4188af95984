import { repositoryRoot, resolveHostPath, type HostPath } from '../../world/host-path.js';
import { findNode } from '../../world/tree.js';
import { concatValues, joinValues, knownText, quoted, renderValue, textValue, type Value } from '../../world/value.js';
import type { World } from '../../world/world.js';
import { failure, outcome, type CommandMeaning, type Invocation, type Outcome, type Stream } from '../command.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { followLinks, placeOf } from './place.js';
import { commandText } from './progress.js';
import { settledNode } from './settled.js';

function printsLines(invocation: Invocation, world: World, lines: readonly (Value | null)[]): Outcome {
  const known = lines.flatMap((line) => (line === null ? [] : [concatValues(quoted(line), textValue('\n'))]));
  const isKnown = known.length === lines.length;
  const stdout: Stream = isKnown
    ? { kind: 'text', text: joinValues(known) }
    : { kind: 'unknown', why: commandText(invocation) };
  return outcome(world, { kind: 'external', harmless: true }, lines.length === 0 ? { status: failure } : { stdout });
}

function spec(
  switches: readonly string[],
  values: readonly string[],
  aliases: readonly (readonly [string, string])[],
): OptionSpec {
  return {
    style: 'posix',
    stopAtPositional: false,
    switches: new Set(switches),
    values: new Set(values),
    aliases: new Map(aliases),
  };
}

/** Cuts a path at its last slash; null where a symbol may hold that slash, or the name of the checkout is asked for. */
function cutPath(value: Value): { readonly folder: Value; readonly name: Value } | null {
  const trimmed = withoutFinalSlashes(value);
  const last = trimmed.at(-1);
  const text = knownText(trimmed);
  if (text === repositoryRoot) return null;
  if (text === '' || text === '/') return { folder: textValue(text === '' ? '.' : '/'), name: textValue(text) };
  const slash = last?.kind === 'text' ? last.text.lastIndexOf('/') : -1;
  if (last?.kind !== 'text' || slash === -1) return text === null ? null : { folder: textValue('.'), name: trimmed };
  const front = concatValues(trimmed.slice(0, -1), textValue(last.text.slice(0, slash)));
  const folder = withoutFinalSlashes(front);
  return { folder: folder.length === 0 ? textValue('/') : folder, name: textValue(last.text.slice(slash + 1)) };
}

function withoutFinalSlashes(value: Value): Value {
  const last = value.at(-1);
  if (last?.kind !== 'text') return value;
  const text = last.text.replace(/\/+$/, '');
  const isRoot = text === '' && value.length === 1 && last.text !== '';
  return concatValues(value.slice(0, -1), textValue(isRoot ? '/' : text));
}

/** `dirname`: text only, without a look at the files. */
export const dirname: CommandMeaning = (invocation, world) => {
  const { positionals } = parseOptions(invocation.arguments, spec(['-z', '--zero'], [], []));
  return printsLines(
    invocation,
    world,
    positionals.map((argument) => cutPath(argument.value)?.folder ?? null),
  );
};

/** `basename PATH [SUFFIX]`, `basename -a PATHS`, `basename -s SUFFIX PATHS`. */
export const basename: CommandMeaning = (invocation, world) => {
  const { options, positionals } = parseOptions(
    invocation.arguments,
    spec(
      ['--multiple', '--zero'],
      ['--suffix'],
      [
        ['-a', '--multiple'],
        ['-z', '--zero'],
        ['-s', '--suffix'],
      ],
    ),
  );
  const values = positionals.map((argument) => argument.value);
  const named = optionValues(options, '--suffix').at(-1);
  const several = options.length > 0;
  const suffix = named ?? (several ? undefined : values[1]);
  const names = several ? values : values.slice(0, 1);
  return printsLines(
    invocation,
    world,
    names.map((value) => withoutSuffix(cutPath(value)?.name ?? null, suffix)),
  );
};

function withoutSuffix(name: Value | null, suffix: Value | undefined): Value | null {
  if (name === null || suffix === undefined || suffix.length === 0) return name;
  const text = knownText(name);
  const end = knownText(suffix);
  if (text === null || end === null) return renderValue(name).endsWith(renderValue(suffix)) ? null : name;
  return text !== end && text.endsWith(end) ? textValue(text.slice(0, -end.length)) : name;
}

/** `realpath`: the path with its links followed. */
export const realpath: CommandMeaning = (invocation, world) => {
  const { options, positionals } = parseOptions(
    invocation.arguments,
    spec(['-e', '-m', '-q', '-s', '-L', '-P', '-z', '--no-symlinks'], ['--relative-to', '--relative-base'], []),
  );
  const isRelative = options.some((option) => option.name.startsWith('--relative'));
  return printsLines(
    invocation,
    world,
    positionals.map((argument) => (isRelative ? null : realPath(argument.value, world, invocation))),
  );
};

function realPath(value: Value, world: World, invocation: Invocation): Value | null {
  const resolved = resolveHostPath(value, world.cwd);
  if (resolved.unknown.length > 0) return null;
  const target = placeOf(value, world, invocation.services).target;
  return target === null ? null : textValue(target);
}

/** `readlink LINK` prints the text of a link, `readlink -f` the real path. */
export const readlink: CommandMeaning = (invocation, world) => {
  const { options, positionals } = parseOptions(
    invocation.arguments,
    spec(['-f', '-e', '-m', '-n', '-q', '-s', '-v', '-z'], [], [['--canonicalize', '-f']]),
  );
  const follows = options.some((option) => /^-[fem]$/.test(option.name));
  if (follows)
    return printsLines(
      invocation,
      world,
      positionals.map((argument) => realPath(argument.value, world, invocation)),
    );
  const paths = positionals.map((argument) => placeOf(argument.value, world, invocation.services).path);
  if (paths.some((path) => isNoLink(world, path)))
    return outcome(world, { kind: 'external', harmless: true }, { status: failure });
  return printsLines(
    invocation,
    world,
    paths.map((path) => linkText(world, path)),
  );
};

function isNoLink(world: World, path: HostPath): boolean {
  const node = settledNode(findNode(world.host, path));
  return node !== null && node.kind !== 'link' && node.kind !== 'opaque';
}

function linkText(world: World, path: HostPath): Value | null {
  const node = settledNode(findNode(world.host, path));
  return node?.kind === 'link' ? node.target : null;
}

/** `pwd`: the current directory as it was entered; `-P` follows links. */
export const pwd: CommandMeaning = (invocation, world) => {
  const physical = invocation.arguments.some((argument) => knownText(argument.value) === '-P');
  const path = physical ? followLinks(world.host, world.cwd, true) : world.cwd;
  return printsLines(invocation, world, [path === null ? null : textValue(path)]);
};
