import { fileNode, findNode } from '../../world/tree.js';
import { emptyValue } from '../../world/value.js';
import type { CommandMeaning } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { setNode } from './copy-tree.js';
import { hasParent, placeOf, presenceOf } from './place.js';
import { begin, finish, missed, notModelled, wrote } from './progress.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['-a', '-f', '-m', '--no-create', '--no-dereference']),
  values: new Set(['--date', '--reference', '-t', '--time']),
  aliases: new Map([
    ['-c', '--no-create'],
    ['-h', '--no-dereference'],
    ['-d', '--date'],
    ['-r', '--reference'],
  ]),
};

/** `touch`: an empty file where there is none; times do not reach an image that COPY makes (3.4). */
export const touch: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(invocation.arguments, spec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const creates = !options.some((option) => option.name === '--no-create');
  const done = positionals.reduce((progress, argument) => {
    const place = placeOf(argument.value, world, invocation.services);
    const path = place.target ?? place.path;
    const { host } = progress.world;
    const isNew = presenceOf(host, path) === 'absent' || findNode(host, path).kind === 'absent';
    if (!isNew || !creates) return wrote(progress, path, host);
    if (!hasParent(host, path) || place.ending !== 'plain') return missed(progress);
    return wrote(
      progress,
      path,
      setNode(host, path, fileNode({ kind: 'generated', text: emptyValue }, { kind: 'bits', bits: 0o644 })),
    );
  }, begin(world));
  return finish(positionals.length === 0 ? missed(done) : done);
};
