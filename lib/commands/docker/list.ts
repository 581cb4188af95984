import { idValue, referenceKey } from '../../world/reference.js';
import {
  equalValues,
  joinValues,
  knownText,
  renderValue,
  splitAtFirst,
  textValue,
  type Value,
} from '../../world/value.js';
import type { CommandOption, Container, Image, World } from '../../world/world.js';
import { outcome, type Outcome, type Stream } from '../command.js';
import { isSwitchedOn, optionValues, parseOptions, type OptionSpec } from '../options.js';
import { dockerEngine, dockerImageUse } from './image.js';
import type { DockerCommand } from './verb.js';

const listSpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  switches: new Set(['--all', '--latest', '--quiet', '--no-trunc', '--size', '--digests', '--noheading', '--external']),
  values: new Set(['--filter', '--format', '--last', '--sort']),
  aliases: new Map([
    ['-a', '--all'],
    ['-f', '--filter'],
    ['-l', '--latest'],
    ['-n', '--last'],
    ['-q', '--quiet'],
    ['-s', '--size'],
  ]),
};

/** What `--format` asks for, where that is the same as `-q`. */
const idFormat = /^(?:table )?\{\{\s*\.(?:ID|Id)\s*\}\}$/;

function asksForIds(options: readonly CommandOption[]): boolean {
  const format = optionValues(options, '--format').at(-1);
  return format === undefined ? isSwitchedOn(options, '--quiet') : idFormat.test(knownText(format) ?? '');
}

/** Ids as `-q` prints them: one a line. */
function idLines(ids: readonly string[]): Stream {
  return { kind: 'text', text: joinValues(ids.flatMap((id) => [idValue(id), textValue('\n')])) };
}

/**
 * `docker ps -lq`, `docker ps -aqf name=x` (I-02): the ids of containers that this script made. A list that may hold
 * containers of somebody else, or none of ours, is not known.
 */
export function dockerList(docker: DockerCommand, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, listSpec);
  const filters = optionValues(options, '--filter');
  const latest =
    isSwitchedOn(options, '--latest') || optionValues(options, '--last').some((last) => knownText(last) === '1');
  const isOurs = latest || filters.some(namesOne);
  if (positionals.length > 0 || !asksForIds(options) || !isOurs) return dockerEngine(docker, world);
  const all = [...new Set(world.containers.values())].filter((container) => !container.removedOnExit);
  const fitting = all.filter((container) => filters.every((filter) => fits(filter, container, world))).reverse();
  const listed = latest ? fitting.slice(0, 1) : fitting;
  if (listed.length === 0) return dockerEngine(docker, world);
  return outcome(
    world,
    { kind: 'container-use', containers: listed, verb: 'ps', changes: false },
    { stdout: idLines(listed.map(({ id }) => id)) },
  );
}

/** A filter that only containers of one name or image pass. */
function namesOne(filter: Value): boolean {
  return /^(?:name|ancestor|id)=./.test(renderValue(filter));
}

/** Filters that say nothing about files, such as `status=exited`, let every container pass. */
function fits(filter: Value, container: Container, world: World): boolean {
  const split = splitAtFirst(filter, '=');
  if (split === null) return true;
  switch (knownText(split.head)) {
    case 'name':
      return container.name !== null && isPartOf(split.tail, container.name);
    case 'id':
      return renderValue(split.tail) === container.id;
    case 'ancestor':
      return imagesCalled(split.tail, world).includes(container.image);
    default:
      return true;
  }
}

/** `name=x` matches any part of a name, `name=^/x$` the whole; a name that is not known matches itself. */
function isPartOf(wanted: Value, name: Value): boolean {
  const [pattern, text] = [knownText(wanted), knownText(name)];
  if (pattern === null || text === null) return equalValues(wanted, name);
  const whole = /^\^\/?(.*)\$$/.exec(pattern)?.[1];
  return whole === undefined ? text.includes(pattern.replace(/^\^?\//, '')) : text === whole;
}

function imagesCalled(reference: Value, world: World): readonly Image[] {
  const image = world.images.get(renderValue(reference)) ?? world.images.get(referenceKey(reference));
  return image === undefined ? [] : [image];
}

/** `docker images -q T`: the id of an image that this script built. */
export function dockerImages(docker: DockerCommand, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, listSpec);
  const [reference, more] = positionals;
  const found = reference === undefined || more !== undefined ? [] : imagesCalled(reference.value, world);
  const [image] = found.filter(({ kind }) => kind === 'built');
  if (image === undefined || !asksForIds(options)) return dockerEngine(docker, world);
  return outcome(world, { kind: 'image-use', images: [image], verb: 'images' }, { stdout: idLines([image.id]) });
}

const inspectSpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  switches: new Set(['--size']),
  values: new Set(['--format', '--type', '--platform']),
  aliases: new Map([
    ['-f', '--format'],
    ['-s', '--size'],
  ]),
};

/** `docker inspect -f '{{.Id}}' x`: the id of a container or an image; anything else is a look at it. */
export function dockerInspect(docker: DockerCommand, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, inspectSpec);
  const [subject, more] = positionals;
  const format = optionValues(options, '--format').at(-1);
  const asksId = format !== undefined && idFormat.test(knownText(format) ?? '');
  if (subject === undefined || more !== undefined || !asksId) return dockerImageUse(docker, world);
  const container = world.containers.get(renderValue(subject.value));
  if (container !== undefined)
    return outcome(
      world,
      { kind: 'container-use', containers: [container], verb: 'ps', changes: false },
      { stdout: idLines([container.id]) },
    );
  const [image] = imagesCalled(subject.value, world).filter(({ kind }) => kind === 'built');
  if (image === undefined) return dockerImageUse(docker, world);
  return outcome(world, { kind: 'image-use', images: [image], verb: 'images' }, { stdout: idLines([image.id]) });
}
