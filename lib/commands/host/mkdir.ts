import type { HostPath } from '../../world/host-path.js';
import { emptyDirectory, type DirectoryNode, type Mode } from '../../world/tree.js';
import { knownText, renderValue, type Value } from '../../world/value.js';
import type { CommandMeaning } from '../command.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { setNode } from './copy-tree.js';
import { makeParents } from './make-parents.js';
import { changedMode } from './mode.js';
import { followLinks, placeOf, presenceOf } from './place.js';
import { begin, finish, missed, notModelled, wrote, type Progress } from './progress.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['--parents', '--verbose', '-Z']),
  values: new Set(['--mode']),
  aliases: new Map([
    ['-p', '--parents'],
    ['-v', '--verbose'],
    ['-m', '--mode'],
  ]),
};

/** `mkdir`: makes a directory, which decides later where `docker cp` lands (CP-B4). */
export const mkdir: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(invocation.arguments, spec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const parents = options.some((option) => option.name === '--parents');
  const mode = optionValues(options, '--mode').at(-1) ?? null;
  const places = positionals.map((argument) => placeOf(argument.value, world, invocation.services));
  const done = places.reduce((progress, place) => {
    const path = place.target ?? place.path;
    return parents ? makeAll(progress, place.path, mode) : makeOne(progress, path, place.path, mode);
  }, begin(world));
  return finish(places.length === 0 ? missed(done) : done);
};

function makeOne(progress: Progress, path: HostPath, written: HostPath, mode: Value | null): Progress {
  const { host } = progress.world;
  if (presenceOf(host, written) === 'present') return missed(progress);
  return wrote(progress, path, setNode(host, path, newDirectory(mode)));
}

function makeAll(progress: Progress, path: HostPath, mode: Value | null): Progress {
  const { host } = progress.world;
  const existed = presenceOf(host, path) === 'present';
  const made = makeParents(host, path);
  const withBits = made === null || existed || mode === null ? made : setNode(made, path, newDirectory(mode));
  return wrote(progress, followLinks(host, path, true) ?? path, withBits);
}

function newDirectory(mode: Value | null): DirectoryNode {
  return mode === null ? emptyDirectory : { ...emptyDirectory, mode: modeOfOption(mode, 0o777, true) };
}

/** The mode that `-m` gives to something new. */
export function modeOfOption(mode: Value, base: number, isDirectory: boolean): Mode {
  const start: Mode = { kind: 'bits', bits: base };
  const text = knownText(mode);
  return text === null
    ? { kind: 'changed', from: start, how: renderValue(mode) }
    : changedMode(start, text, isDirectory);
}
