import type { DirectoryNode, Layer, Mode, Node } from '../../world/tree.js';
import { knownText, renderValue } from '../../world/value.js';
import type { Argument, World } from '../../world/world.js';
import type { CommandMeaning, Invocation } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { isDirectoryLike, setNode, withMode } from './copy-tree.js';
import { changedMode, isModeText } from './mode.js';
import { nodeAt, placeOf } from './place.js';
import { begin, finish, missed, notModelled, reading, wrote, type Progress } from './progress.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['--recursive', '--verbose', '--changes', '--silent', '--preserve-root', '--no-preserve-root']),
  values: new Set(['--reference']),
  aliases: new Map([
    ['-R', '--recursive'],
    ['-v', '--verbose'],
    ['-c', '--changes'],
    ['-f', '--silent'],
    ['--quiet', '--silent'],
  ]),
};

interface ChangeRules {
  /** null: the mode is not known as text. */
  readonly how: string | null;
  readonly shown: string;
  readonly recursive: boolean;
}

/** `chmod`: numbers set the mode of a path, letters change it (3.4). */
export const chmod: CommandMeaning = (invocation, world) => {
  const removal = invocation.arguments.filter((argument) => isRemoval(argument));
  const rest = invocation.arguments.filter((argument) => !isRemoval(argument));
  const { options, positionals, unknown, unknownOptions } = parseOptions(rest, spec);
  if (unknown.length + unknownOptions.length > 0 || options.some((option) => option.name === '--reference'))
    return notModelled(invocation, world);
  const [mode, ...paths] = [...removal, ...positionals];
  if (mode === undefined || paths.length === 0) return finish(missed(begin(world)));
  const rules: ChangeRules = {
    how: knownText(mode.value),
    shown: renderValue(mode.value),
    recursive: options.some((option) => option.name === '--recursive'),
  };
  if (rules.how !== null && !isModeText(rules.how)) return finish(missed(begin(world)));
  return finish(changeAll(paths, rules, invocation, world));
};

/** `chmod -x file`: a mode that looks like an option. */
function isRemoval(argument: Argument): boolean {
  return /^-[rwxXst]+$/.test(knownText(argument.value) ?? '');
}

function changeAll(paths: readonly Argument[], rules: ChangeRules, invocation: Invocation, world: World): Progress {
  return paths.reduce((progress, argument) => {
    const { target } = placeOf(argument.value, world, invocation.services);
    const node = target === null ? null : nodeAt(progress.world.host, target);
    if (target === null || node === null) return missed(progress);
    const changed = rules.recursive ? changeBelow(node, rules) : changeNode(node, rules);
    return wrote(progress, target, setNode(progress.world.host, target, changed));
  }, begin(world));
}

function changeNode(node: Node, rules: ChangeRules): Node {
  return node.kind === 'link' ? node : withMode(node, modeAfter(node.mode, rules, isDirectoryLike(node)));
}

function modeAfter(mode: Mode, rules: ChangeRules, isDirectory: boolean): Mode {
  return rules.how === null
    ? { kind: 'changed', from: mode, how: rules.shown }
    : changedMode(mode, rules.how, isDirectory);
}

/** What nobody knows by name cannot keep a mode of its own: such a tree is derived. */
function changeBelow(node: Node, rules: ChangeRules): Node {
  const by = `chmod -R ${rules.shown}`;
  if (node.kind === 'opaque' && node.entry !== 'file')
    return { ...node, origin: { kind: 'derived', by, from: [node.origin] } };
  if (node.kind !== 'directory') return changeNode(node, rules);
  const layers = node.layers.map((layer): Layer => {
    if (layer.kind !== 'entries') return { ...layer, origin: { kind: 'derived', by, from: [layer.origin] } };
    const entries = [...layer.entries].map(
      ([name, entry]) => [name, entry.kind === 'absent' ? entry : changeBelow(entry, rules)] as const,
    );
    return { kind: 'entries', entries: new Map(entries) };
  });
  const changed: DirectoryNode = { ...node, layers, mode: modeAfter(node.mode, rules, true) };
  return changed;
}

const ownerSpec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set([...spec.switches, '--no-dereference', '--dereference', '-H', '-L', '-P']),
  values: new Set(['--reference', '--from']),
  aliases: new Map([...spec.aliases, ['-h', '--no-dereference']]),
};

/** `chown` and `chgrp`: no effect on an image, since COPY resets owners (3.4). */
export const chown: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(invocation.arguments, ownerSpec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const paths = options.some((option) => option.name === '--reference') ? positionals : positionals.slice(1);
  const done = paths.reduce((progress, argument) => {
    const place = placeOf(argument.value, world, invocation.services);
    return nodeAt(world.host, place.path) === null ? missed(progress) : reading(progress, place.path);
  }, begin(world));
  return finish(paths.length === 0 ? missed(done) : done);
};
