import type { HostPath } from '../../world/host-path.js';
import { findNode, type LinkNode, type Node } from '../../world/tree.js';
import { knownText, textValue, type Value } from '../../world/value.js';
import type { CommandMeaning, Services } from '../command.js';
import type { World } from '../../world/world.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { isDirectoryLike, setNode } from './copy-tree.js';
import { destinationOf, landingPath, type Destination } from './landing.js';
import { nodeAt, placeOf, presenceOf, type Place } from './place.js';
import { begin, finish, missed, notModelled, reading, wrote, type Progress } from './progress.js';
import { settledNode } from './settled.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set([
    '--symbolic',
    '--force',
    '--interactive',
    '--logical',
    '--no-dereference',
    '--physical',
    '--no-target-directory',
    '--verbose',
  ]),
  values: new Set(['--target-directory']),
  aliases: new Map([
    ['-s', '--symbolic'],
    ['-f', '--force'],
    ['-i', '--interactive'],
    ['-L', '--logical'],
    ['-n', '--no-dereference'],
    ['-h', '--no-dereference'],
    ['-P', '--physical'],
    ['-T', '--no-target-directory'],
    ['-v', '--verbose'],
    ['-t', '--target-directory'],
  ]),
};

/** `ln`: a link with the text as it was written; without `-s` a second name for the same content (3.4). */
export const ln: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(invocation.arguments, spec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const names = new Set(options.map((option) => option.name));
  const directory = optionValues(options, '--target-directory').at(-1) ?? null;
  const values = positionals.map((argument) => argument.value);
  const sources = directory === null && values.length > 1 ? values.slice(0, -1) : values;
  const destination = linkDestination(values, directory, sources.length, names, world, invocation.services);
  if (destination.kind === 'fails' || sources.length === 0) return finish(missed(begin(world)));
  return finish(
    sources.reduce(
      (progress, value) => linkOne(progress, value, destination, names, invocation.services),
      begin(world),
    ),
  );
};

function linkDestination(
  values: readonly Value[],
  directory: Value | null,
  sources: number,
  names: ReadonlySet<string>,
  world: World,
  services: Services,
): Destination {
  if (directory === null && values.length === 1)
    return { kind: 'into', place: placeOf(textValue('.'), world, services) };
  const last = values.at(-1) ?? null;
  const rules = { directory, asFile: names.has('--no-target-directory'), sourceIsDirectory: false, sources };
  const destination = destinationOf(last, rules, world, services);
  if (destination.kind === 'fails' || !names.has('--no-dereference')) return destination;
  const isLink = settledNode(findNode(world.host, destination.place.path))?.kind === 'link';
  return isLink ? { kind: 'onto', place: destination.place } : destination;
}

function linkOne(
  progress: Progress,
  source: Value,
  destination: Destination & { readonly place: Place },
  names: ReadonlySet<string>,
  services: Services,
): Progress {
  const { world } = progress;
  const place = placeOf(source, world, services);
  const landing =
    destination.kind === 'onto' ? destination.place.path : landingPath(destination, { ...place, ending: 'plain' });
  const symbolic = names.has('--symbolic');
  const node = symbolic ? symbolicLink(source) : hardLink(world, place.path);
  // What an image may hold there is not there: ln would have failed.
  const isOpen = presenceOf(world.host, landing) === 'open';
  const existing = isOpen ? null : settledNode(findNode(world.host, landing));
  if (node === null || progress.writes.includes(landing)) return missed(progress);
  const isItself = symbolic ? existing?.kind !== 'link' && landing === place.target : landing === place.path;
  if (existing !== null && (!names.has('--force') || isDirectoryLike(existing) || isItself)) return missed(progress);
  const after = wrote(progress, landing, setNode(world.host, landing, node));
  return symbolic ? after : reading(after, place.path);
}

function symbolicLink(text: Value): LinkNode | null {
  return knownText(text) === '' ? null : { kind: 'link', origin: { kind: 'generated', text }, target: text };
}

function hardLink(world: World, path: HostPath): Node | null {
  const node = nodeAt(world.host, path);
  return node === null || isDirectoryLike(node) ? null : node;
}
