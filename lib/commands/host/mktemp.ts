import { displayPath, joinHostPath, type HostPath } from '../../world/host-path.js';
import { emptyDirectory, fileNode, type Node } from '../../world/tree.js';
import { emptyValue, knownText, textValue, type Value } from '../../world/value.js';
import type { CommandOption, World } from '../../world/world.js';
import type { CommandMeaning, Services } from '../command.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { setNode } from './copy-tree.js';
import { placeOf } from './place.js';
import { begin, finish, notModelled, wrote } from './progress.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['--directory', '--dry-run', '--quiet', '-t', '--tmpdir']),
  values: new Set(['-p', '--suffix']),
  aliases: new Map([
    ['-d', '--directory'],
    ['-u', '--dry-run'],
    ['-q', '--quiet'],
  ]),
};

/** `mktemp`: a name that nothing had before: `@mktemp-1`, `@mktemp-2` … in the folder it was asked for. */
export const mktemp: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown } = parseOptions(invocation.arguments, spec);
  if (unknown.length > 0) return notModelled(invocation, world);
  const names = new Set(options.map((option) => option.name));
  const folder = folderOf(options, positionals[0]?.value ?? null, world, invocation.services);
  const path = joinHostPath(folder, `@mktemp-${invocation.services.fresh('mktemp')}`);
  const node: Node = names.has('--directory')
    ? { ...emptyDirectory, mode: { kind: 'bits', bits: 0o700 } }
    : fileNode({ kind: 'generated', text: emptyValue }, { kind: 'bits', bits: 0o600 });
  const stdout = { kind: 'text', text: textValue(`${path}\n`) } as const;
  if (names.has('--dry-run')) return finish(begin(world), { stdout });
  return finish(wrote(begin(world), path, setNode(world.host, path, node)), { stdout });
};

function folderOf(
  options: readonly CommandOption[],
  template: Value | null,
  world: World,
  services: Services,
): HostPath {
  const named = [...optionValues(options, '-p'), ...optionValues(options, '--tmpdir')].at(-1);
  if (named !== undefined) return placeOf(named, world, services).path;
  const usesTemporary = options.some((option) => option.name === '-t' || option.name === '--tmpdir');
  if (template === null || usesTemporary) return '/tmp';
  const text = knownText(template) ?? displayPath(world.cwd);
  const folder = text.includes('/') ? text.slice(0, text.lastIndexOf('/')) || '/' : '.';
  return placeOf(textValue(folder), world, services).path;
}
