import { displayPath, relativeTo } from '../../world/host-path.js';
import type { Node } from '../../world/tree.js';
import type { CommandMeaning, Services } from '../command.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { copyTo, isDirectoryLike, setNode, type MergeRules } from './copy-tree.js';
import { destinationOf, isDirectorySource, landingPath, wholeDirectory, type Destination } from './landing.js';
import { nodeAt, placeOf, type Place } from './place.js';
import { begin, finish, missed, notModelled, reading, wrote, type Progress } from './progress.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set([
    '--force',
    '--interactive',
    '--no-clobber',
    '--no-target-directory',
    '--strip-trailing-slashes',
    '--verbose',
  ]),
  values: new Set(['--target-directory']),
  aliases: new Map([
    ['-f', '--force'],
    ['-i', '--interactive'],
    ['-n', '--no-clobber'],
    ['-T', '--no-target-directory'],
    ['-t', '--target-directory'],
    ['-v', '--verbose'],
  ]),
};

const replaceAll: MergeRules = { overFile: (_existing, source) => source, directoryModes: true, throughLinks: false };

/** `mv`: the same origin under another name (3.4). */
export const mv: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(invocation.arguments, spec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const directory = optionValues(options, '--target-directory').at(-1) ?? null;
  const values = positionals.map((argument) => argument.value);
  const sources = directory === null ? values.slice(0, -1) : values;
  const [first] = sources;
  if (first === undefined) return finish(missed(begin(world)));
  const names = new Set(options.map((option) => option.name));
  const destination = destinationOf(
    values.at(-1) ?? null,
    {
      directory,
      asFile: names.has('--no-target-directory'),
      sourceIsDirectory: isDirectorySource(placeOf(first, world, invocation.services), world, false),
      sources: sources.length,
    },
    world,
    invocation.services,
  );
  if (destination.kind === 'fails') return finish(missed(begin(world)));
  const keeps = names.has('--no-clobber') || names.has('--interactive');
  const moved = sources.reduce((progress, value) => {
    const place = placeOf(value, progress.world, invocation.services);
    return moveOne(progress, place, destination, keeps, invocation.services);
  }, begin(world));
  return finish(moved);
};

function moveOne(
  progress: Progress,
  source: Place,
  destination: Destination & { readonly place: Place },
  keeps: boolean,
  services: Services,
): Progress {
  const { host } = progress.world;
  const whole = destination.kind === 'into' ? wholeDirectory(source, progress.world) : null;
  if (whole !== null) return moveContents(progress, whole, destination.place, services);
  const node = nodeAt(host, source.path);
  const aimed = landingPath(destination, source);
  const landing = destination.kind === 'onto' ? destination.place.path : aimed;
  if (
    node === null ||
    source.ending === 'dot' ||
    relativeTo(source.path, landing) !== null ||
    source.target === landing
  )
    return missed(progress);
  if (progress.writes.includes(landing) && nodeAt(host, landing) !== null) return missed(progress);
  const existing = nodeAt(host, landing);
  if (keeps && existing !== null && existing.kind !== 'opaque') return progress;
  if (existing !== null && !mayReplace(existing, node)) return missed(progress);
  const placed = setNode(host, landing, node);
  const removed = placed === null ? null : setNode(placed, source.path, null);
  return removed === null
    ? missed(progress)
    : wrote(wrote(reading(progress, source.path), landing, removed), source.path, removed);
}

/** rename(2): a directory only over an empty directory, anything else only over what is no directory. */
function mayReplace(existing: Node, source: Node): boolean {
  if (isDirectoryLike(existing)) return isDirectoryLike(source) && isEmpty(existing);
  return !isDirectoryLike(source) || existing.kind === 'opaque';
}

export function isEmpty(node: Node): boolean {
  return (
    node.kind === 'directory' &&
    node.layers.every(
      (layer) => layer.kind === 'entries' && [...layer.entries.values()].every((entry) => entry.kind === 'absent'),
    )
  );
}

/** `mv dir/* target` where the names in `dir` are not known. */
function moveContents(
  progress: Progress,
  whole: { readonly path: string; readonly node: Node },
  target: Place,
  services: Services,
): Progress {
  services.assume('wildcard-takes-all', {
    pattern: displayPath(`${whole.path}/*`),
    directory: displayPath(whole.path),
  });
  const base = target.target ?? target.path;
  const source: Node = whole.node.kind === 'opaque' ? { ...whole.node, entry: 'directory' } : whole.node;
  const merged = copyTo(progress.world.host, base, source, { ...replaceAll, directoryModes: false });
  const emptied = setNode(merged.host, whole.path, withoutContents(source));
  return wrote(wrote(reading(progress, whole.path), base, merged.host), whole.path, emptied);
}

function withoutContents(node: Node): Node {
  return {
    kind: 'directory',
    origin: node.origin,
    mode: node.kind === 'link' ? { kind: 'kept' } : node.mode,
    layers: [],
  };
}
