import { parentPath, type HostPath } from '../../world/host-path.js';
import type { Mode } from '../../world/tree.js';
import type { Value } from '../../world/value.js';
import type { CommandOption, World } from '../../world/world.js';
import type { CommandMeaning, Invocation } from '../command.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { asFile, isDirectoryLike, setNode, withMode } from './copy-tree.js';
import { destinationOf, landingPath } from './landing.js';
import { makeParents } from './make-parents.js';
import { modeOfOption } from './mkdir.js';
import { nodeAt, placeOf, presenceOf, type Place } from './place.js';
import { begin, finish, missed, notModelled, reading, wrote, type Progress } from './progress.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set([
    '--directory',
    '-D',
    '-c',
    '-b',
    '--compare',
    '--no-target-directory',
    '--preserve-timestamps',
    '--strip',
    '--verbose',
  ]),
  values: new Set(['--mode', '--owner', '--group', '--target-directory', '--strip-program', '--suffix']),
  aliases: new Map([
    ['-d', '--directory'],
    ['-C', '--compare'],
    ['-T', '--no-target-directory'],
    ['-p', '--preserve-timestamps'],
    ['-s', '--strip'],
    ['-v', '--verbose'],
    ['-m', '--mode'],
    ['-o', '--owner'],
    ['-g', '--group'],
    ['-t', '--target-directory'],
    ['-S', '--suffix'],
  ]),
};

/** `install`: copy and mode; 0755 where no mode is given (3.4). */
export const install: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(invocation.arguments, spec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const names = new Set(options.map((option) => option.name));
  const values = positionals.map((argument) => argument.value);
  if (values.length === 0 || names.has('--strip') || names.has('-b'))
    return values.length === 0 ? finish(missed(begin(world))) : notModelled(invocation, world);
  if (names.has('--directory')) return finish(makeDirectories(values, modeOf(options, true), invocation, world));
  return finish(installFiles(values, options, names, invocation, world));
};

function modeOf(options: readonly CommandOption[], isDirectory: boolean): Mode {
  const mode = optionValues(options, '--mode').at(-1);
  return mode === undefined ? { kind: 'bits', bits: 0o755 } : modeOfOption(mode, 0, isDirectory);
}

function makeDirectories(values: readonly Value[], mode: Mode, invocation: Invocation, world: World): Progress {
  return values.reduce((progress, value) => {
    const place = placeOf(value, progress.world, invocation.services);
    const made = makeParents(progress.world.host, place.path);
    const path = place.target ?? place.path;
    const node = made === null ? null : nodeAt(made, path);
    return wrote(progress, path, made === null || node === null ? null : setNode(made, path, withMode(node, mode)));
  }, begin(world));
}

function installFiles(
  values: readonly Value[],
  options: readonly CommandOption[],
  names: ReadonlySet<string>,
  invocation: Invocation,
  world: World,
): Progress {
  const directory = optionValues(options, '--target-directory').at(-1) ?? null;
  const last = values.at(-1) ?? null;
  const prepared = names.has('-D')
    ? withFolders(directory ?? last, directory !== null || values.length > 2, invocation, world)
    : world;
  const places = (directory === null ? values.slice(0, -1) : values).map((value) =>
    placeOf(value, prepared, invocation.services),
  );
  const asTarget = names.has('--no-target-directory');
  const rules = { directory, asFile: asTarget, sourceIsDirectory: false, sources: places.length };
  const destination = destinationOf(last, rules, prepared, invocation.services);
  if (destination.kind === 'fails' || places.length === 0) return missed(begin(world));
  const mode = modeOf(options, false);
  // A link in the place of the target is replaced, not followed.
  const landing = (place: Place): HostPath =>
    destination.kind === 'onto' ? destination.place.path : landingPath(destination, place);
  return places.reduce((progress, place) => installOne(progress, place, landing(place), mode), begin(prepared));
}

/** `-D`: the folders that lead to the target; with `-t` or several sources the target itself. */
function withFolders(target: Value | null, isDirectory: boolean, invocation: Invocation, world: World): World {
  if (target === null) return world;
  const place = placeOf(target, world, invocation.services);
  const path = place.target ?? place.path;
  const host = makeParents(world.host, isDirectory ? path : parentPath(path));
  return host === null ? world : { ...world, host };
}

function installOne(progress: Progress, source: Place, landing: HostPath, mode: Mode): Progress {
  const { host } = progress.world;
  const node = source.target === null ? null : nodeAt(host, source.target);
  if (source.target === null || node === null || isDirectoryLike(node) || source.ending !== 'plain')
    return missed(progress);
  const existing = presenceOf(host, landing) === 'present' ? nodeAt(host, landing) : null;
  const isRepeated = progress.writes.includes(landing) || landing === source.target;
  if (isRepeated || (existing !== null && isDirectoryLike(existing))) return missed(progress);
  return wrote(reading(progress, source.target), landing, setNode(host, landing, withMode(asFile(node), mode)));
}
