import { displayPath, joinHostPath, relativeTo, type HostPath } from '../../world/host-path.js';
import { findNode, makeDirectories, type Layer, type Node } from '../../world/tree.js';
import { equalValues, knownText, type Value } from '../../world/value.js';
import type { CommandOption, World } from '../../world/world.js';
import type { CommandMeaning, Invocation, Services } from '../command.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { asFile, copyTo, dereferenced, isDirectoryLike, layMatches, withMode, type MergeRules } from './copy-tree.js';
import {
  destinationOf,
  isDirectorySource,
  landingPath,
  unknownMatches,
  wholeDirectory,
  type Destination,
} from './landing.js';
import { ownMode } from './mode.js';
import { nodeAt, placeOf, presenceOf, type Place } from './place.js';
import { begin, finish, layOver, missed, notModelled, reading, wrote, type Progress } from './progress.js';
import { settledNode } from './settled.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set([
    '--archive',
    '--recursive',
    '--dereference',
    '--no-dereference',
    '-H',
    '-d',
    '-p',
    '--force',
    '--interactive',
    '--link',
    '--no-clobber',
    '--no-target-directory',
    '--one-file-system',
    '--parents',
    '--preserve',
    '--remove-destination',
    '--strip-trailing-slashes',
    '--update',
    '--verbose',
    '--reflink',
  ]),
  values: new Set(['--target-directory', '--no-preserve', '--sparse']),
  aliases: new Map([
    ['-a', '--archive'],
    ['-r', '--recursive'],
    ['-R', '--recursive'],
    ['-L', '--dereference'],
    ['-P', '--no-dereference'],
    ['-f', '--force'],
    ['-i', '--interactive'],
    ['-l', '--link'],
    ['-n', '--no-clobber'],
    ['-T', '--no-target-directory'],
    ['-x', '--one-file-system'],
    ['-u', '--update'],
    ['-v', '--verbose'],
    ['-t', '--target-directory'],
  ]),
};

interface CopyRules {
  readonly recursive: boolean;
  /** Follow a link that is named as a source. */
  readonly follow: boolean;
  /** Follow links deeper down. */
  readonly followAll: boolean;
  readonly parents: boolean;
  /** `--remove-destination` */
  readonly replaces: boolean;
  readonly merge: MergeRules;
}

/** `cp`: the copy has the origin of what was copied (3.4). */
export const cp: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(invocation.arguments, spec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const names = new Set(options.map((option) => option.name));
  const rules = copyRules(options, names, invocation);
  const directory = optionValues(options, '--target-directory').at(-1) ?? null;
  const values = positionals.map((argument) => argument.value);
  const sources = directory === null ? values.slice(0, -1) : values;
  const places = sources.map((value) => placeOf(value, world, invocation.services));
  const [first] = places;
  if (rules.parents && sources.some((value) => knownText(value) === null)) return notModelled(invocation, world);
  if (first === undefined) return finish(missed(begin(world)));
  const destination = destinationOf(
    values.at(-1) ?? null,
    {
      directory,
      asFile: names.has('--no-target-directory'),
      sourceIsDirectory: rules.recursive && isDirectorySource(first, world, rules.follow),
      sources: places.length,
    },
    world,
    invocation.services,
  );
  return finish(copyAll(sources, places, destination, rules, world, invocation.services));
};

function copyRules(options: readonly CommandOption[], names: ReadonlySet<string>, invocation: Invocation): CopyRules {
  const archive = names.has('--archive');
  const recursive = archive || names.has('--recursive');
  const linkOption = options
    .filter((option) => /^(?:--archive|--dereference|--no-dereference|-H|-d)$/.test(option.name))
    .at(-1)?.name;
  const followAll = linkOption === '--dereference';
  return {
    recursive,
    followAll,
    follow: followAll || linkOption === '-H' || (linkOption === undefined && !recursive),
    parents: names.has('--parents'),
    replaces: names.has('--remove-destination'),
    merge: mergeRules(archive || preserves(options), names, invocation),
  };
}

function preserves(options: readonly CommandOption[]): boolean {
  return options.some(({ name, value }) => {
    if (name === '-p') return true;
    return name === '--preserve' && (value === null || /mode|all/.test(knownText(value) ?? ''));
  });
}

function mergeRules(preserve: boolean, names: ReadonlySet<string>, invocation: Invocation): MergeRules {
  const overFile = (existing: Node, source: Node): Node => {
    if (names.has('--no-clobber') || names.has('--interactive')) return existing;
    if (names.has('--update'))
      return {
        kind: 'opaque',
        origin: { kind: 'unknown', why: 'cp -u copies only what is newer' },
        entry: 'unknown',
        mode: { kind: 'kept' },
      };
    if (
      source.kind === 'link' ||
      existing.kind === 'link' ||
      existing.kind === 'directory' ||
      preserve ||
      names.has('--remove-destination')
    )
      return source;
    return withMode(source, ownMode(existing, invocation.services.files));
  };
  return { overFile, directoryModes: preserve, throughLinks: !names.has('--remove-destination') };
}

function copyAll(
  values: readonly Value[],
  places: readonly Place[],
  destination: Destination,
  rules: CopyRules,
  world: World,
  services: Services,
): Progress {
  if (destination.kind === 'fails') return missed(begin(world));
  return places.reduce((progress, place, index) => {
    const landing = rules.parents
      ? withParents(destination, values[index] ?? [], world)
      : landingPath(destination, place);
    const isRepeated =
      progress.writes.includes(landing) &&
      place.ending !== 'dot' &&
      nodeAt(progress.world.host, landing)?.kind === 'file';
    const ready = rules.parents ? withFolders(progress, landing) : progress;
    // GNU cp warns of a source that is named twice and goes on.
    const isNamedTwice = values.slice(0, index).some((other) => equalValues(other, values[index] ?? []));
    if (progress.writes.includes(landing) && isNamedTwice) return progress;
    return isRepeated ? missed(progress) : copyOne(ready, place, { landing, destination }, rules, services);
  }, begin(world));
}

/** `--parents`: the source's path as it was written, below the destination. */
function withParents(destination: Destination & { readonly place: Place }, value: Value, world: World): HostPath {
  const base = destination.place.target ?? destination.place.path;
  const text = knownText(value) ?? '';
  return text.startsWith('/')
    ? joinHostPath(base, text)
    : joinHostPath(base, relativeTo(world.cwd, joinHostPath(world.cwd, text)) ?? text);
}

function withFolders(progress: Progress, landing: HostPath): Progress {
  const folder = landing.slice(0, landing.lastIndexOf('/'));
  const host = makeDirectories(progress.world.host, folder);
  return host === null ? progress : { ...progress, world: { ...progress.world, host } };
}

interface Target {
  readonly landing: HostPath;
  readonly destination: Destination & { readonly place: Place };
}

function copyOne(progress: Progress, source: Place, target: Target, rules: CopyRules, services: Services): Progress {
  const whole = target.destination.kind === 'into' ? wholeDirectory(source, progress.world) : null;
  if (whole !== null && rules.recursive) return copyContents(progress, whole, target, rules, services);
  const matches = target.destination.kind === 'into' ? unknownMatches(source, progress.world) : null;
  if (matches !== null) return copyMatches(progress, source, matches, target, services);
  const path = rules.follow || source.ending !== 'plain' ? source.target : source.path;
  const node = path === null ? null : nodeAt(progress.world.host, path);
  if (path === null || node === null) return missed(progress);
  if (isDirectoryLike(node) && !rules.recursive) return missed(progress);
  if (isDirectoryLike(node) && progress.reads.includes(path)) return missed(progress);
  const landing = landingOnLink(target, node, rules, progress.world);
  const isItself = path === landing || (node.kind === 'link' && source.target === landing && !rules.replaces);
  if (landing === null || isItself) return missed(progress);
  if (isDirectoryLike(node) && relativeTo(path, landing) !== null) return intoItself(progress, path, landing);
  const settled = rules.recursive ? node : asFile(node);
  const copied = rules.followAll ? dereferenced(progress.world.host, path, settled) : settled;
  const merged = copyTo(progress.world.host, landing, copied, rules.merge);
  const after = wrote(reading(progress, path), landing, merged.host);
  return merged.conflict ? missed(after) : after;
}

/** A target that is a link: cp writes through it, but not through one that leads nowhere; a link replaces it. */
function landingOnLink(
  { landing, destination }: Target,
  source: Node,
  rules: CopyRules,
  world: World,
): HostPath | null {
  const { path, target } = destination.place;
  const isLink = destination.kind === 'onto' && settledNode(findNode(world.host, path))?.kind === 'link';
  if (!isLink) return landing;
  if (source.kind === 'link' || rules.replaces) return path;
  return target === null || presenceOf(world.host, target) === 'absent' ? null : landing;
}

/** GNU cp notices that it copies a directory into itself, and fails when part of it is copied. */
function intoItself(progress: Progress, path: HostPath, landing: HostPath): Progress {
  const why = `the part of ${displayPath(path)} that was copied into itself`;
  return missed(layOver(reading(progress, path), landing, { kind: 'unknown', why }));
}

/** `cp -r dir/* target` where the names in `dir` are not known. */
function copyContents(
  progress: Progress,
  whole: { readonly path: HostPath; readonly node: Node },
  target: Target,
  rules: CopyRules,
  services: Services,
): Progress {
  services.assume('wildcard-takes-all', {
    pattern: displayPath(`${whole.path}/*`),
    directory: displayPath(whole.path),
  });
  const base = target.destination.place.target ?? target.destination.place.path;
  const merged = copyTo(progress.world.host, base, asDirectory(whole.node), { ...rules.merge, directoryModes: false });
  return wrote(reading(progress, whole.path), base, merged.host);
}

/** `cp dir/*.jar target` where the names in `dir` are not known. */
function copyMatches(
  progress: Progress,
  source: Place,
  matches: Layer & { readonly kind: 'matches' },
  target: Target,
  services: Services,
): Progress {
  if (matches.pattern.text.startsWith('*')) services.assume('wildcard-hidden', { pattern: displayPath(source.path) });
  const base = target.destination.place.target ?? target.destination.place.path;
  const merged = layMatches({ host: progress.world.host, conflict: false }, base, matches);
  const written = joinHostPath(base, matches.pattern.text);
  const after = wrote(reading(progress, source.path), written, merged.host);
  return merged.conflict ? missed(after) : after;
}

function asDirectory(node: Node): Node {
  return node.kind === 'opaque' ? { ...node, entry: 'directory' } : node;
}
