import { baseName, joinHostPath, repositoryRoot } from '../../world/host-path.js';
import { isReadFailure, type FileTree } from '../../source/file-tree.js';
import { findNode, opaqueNode, originsBelow, type Archive, type Node } from '../../world/tree.js';
import { knownText, textValue, type Value } from '../../world/value.js';
import type { World } from '../../world/world.js';
import { outcome, type CommandMeaning, type Invocation, type Outcome, type Status } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { looseOptions, undecided } from './filters.js';
import { placeOf } from './place.js';
import { begin, commandText, finish, layOver, notModelled } from './progress.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: true,
  switches: new Set(['--no-pager', '--bare', '--version', '--help', '-p', '-P', '--no-optional-locks']),
  values: new Set(['-C', '-c', '--git-dir', '--work-tree']),
  aliases: new Map(),
};

/** Verbs that leave the files of the checkout alone. */
const reading: ReadonlySet<string> = new Set([
  'add',
  'annotate',
  'archive',
  'blame',
  'branch',
  'cat-file',
  'check-ignore',
  'commit',
  'config',
  'describe',
  'diff',
  'diff-files',
  'diff-index',
  'fetch',
  'for-each-ref',
  'gc',
  'grep',
  'log',
  'ls-files',
  'ls-remote',
  'ls-tree',
  'merge-base',
  'name-rev',
  'push',
  'remote',
  'rev-list',
  'rev-parse',
  'shortlog',
  'show',
  'show-ref',
  'status',
  'symbolic-ref',
  'tag',
  'update-index',
  'var',
  'version',
  'write-tree',
]);

/** Verbs that bring the checkout to a commit. */
const updating: ReadonlySet<string> = new Set([
  'checkout',
  'clean',
  'lfs',
  'pull',
  'reset',
  'restore',
  'stash',
  'submodule',
  'switch',
]);

/** `git`: most of it only prints; `git pull` and the like are taken to give the checkout that is here. */
export const git: CommandMeaning = (invocation, world) => {
  const { positionals } = parseOptions(invocation.arguments, spec);
  const verb = knownText(positionals[0]?.value ?? textValue('version'));
  if (verb === null) return notModelled(invocation, world);
  if (verb === 'archive') return archive(invocation, positionals.slice(1), world);
  if (reading.has(verb)) return prints(invocation, world, verb);
  if (updating.has(verb) && isCleanCheckout(world)) return asCheckedOut(invocation, world);
  return verb === 'clone' ? clone(invocation, positionals.slice(1), world) : notModelled(invocation, world);
};

function prints(invocation: Invocation, world: World, verb: string): Outcome {
  const asks = invocation.arguments.some((argument) =>
    /^(?:--quiet|-q|--exit-code|--verify|--error-unmatch|--is-inside-work-tree)$/.test(knownText(argument.value) ?? ''),
  );
  const decides =
    (asks && !/^(?:fetch|push|commit|gc)$/.test(verb)) ||
    verb === 'grep' ||
    verb === 'ls-remote' ||
    verb === 'check-ignore';
  const status: { readonly status?: Status } = decides
    ? { status: { kind: 'unknown', key: undecided(invocation) } }
    : {};
  return outcome(
    world,
    { kind: 'external', harmless: true },
    { stdout: { kind: 'unknown', why: commandText(invocation) }, ...status },
  );
}

const archiveSpec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['-v', '--verbose']),
  values: new Set(['--format']),
  aliases: new Map(),
};

/** `git archive HEAD`: the files as they are committed, unless attributes leave some out or change them (I-15). */
function archive(invocation: Invocation, words: Invocation['arguments'], world: World): Outcome {
  const { options, positionals, unknown } = parseOptions(words, archiveSpec);
  const [tree, ...others] = positionals.map(({ value }) => knownText(value));
  const isTar = options.every(
    ({ name, value }) => name !== '--format' || /^(?:tar|tar\.gz|tgz)$/.test(knownText(value ?? []) ?? ''),
  );
  const folder = /^HEAD(?::(.*))?$/.exec(tree ?? '')?.[1] ?? '';
  const isHead = tree !== undefined && tree !== null && /^HEAD(?::|$)/.test(tree);
  const { files } = invocation.services;
  const changes = [...files.entries.keys()].some(
    (path) => baseName(path) === '.gitattributes' && mayChange(files, path),
  );
  if (!isHead || others.length > 0 || unknown.length > 0 || !isTar || changes || world.cwd !== repositoryRoot)
    return prints(invocation, world, 'archive');
  invocation.services.assume('checkout-assumed', { command: commandText(invocation) });
  const node = committed(folder.replace(/\/$/, ''), world);
  const origin: Archive = {
    kind: 'archive',
    members: [{ path: '', node, dotted: false }],
    owners: 'root',
    packed: [],
    by: commandText(invocation),
    printing: null,
  };
  return outcome(world, { kind: 'external', harmless: true }, { stdout: { kind: 'content', origin } });
}

/** The folder as it is checked out, where the script wrote nothing into it so far. */
function committed(folder: string, world: World): Node {
  const found = findNode(world.host, joinHostPath(repositoryRoot, folder));
  const isClean =
    found.kind === 'found' && originsBelow(found.node).every(({ origin }) => origin.kind === 'repository');
  return isClean ? found.node : opaqueNode({ kind: 'repository', path: folder }, 'directory');
}

function mayChange(files: FileTree, path: string): boolean {
  const file = files.read(path);
  return isReadFailure(file) || /\bexport-(?:ignore|subst)\b/.test(file.text);
}

/** Nothing was written into the checkout so far. */
function isCleanCheckout(world: World): boolean {
  const found = findNode(world.host, repositoryRoot);
  return found.kind === 'found' && originsBelow(found.node).every(({ origin }) => origin.kind === 'repository');
}

function asCheckedOut(invocation: Invocation, world: World): Outcome {
  invocation.services.assume('checkout-assumed', { command: commandText(invocation) });
  return outcome(
    world,
    { kind: 'external', harmless: true },
    { stdout: { kind: 'unknown', why: commandText(invocation) } },
  );
}

function clone(invocation: Invocation, words: Invocation['arguments'], world: World): Outcome {
  const values = [
    '-b',
    '--branch',
    '--depth',
    '-o',
    '--origin',
    '--reference',
    '-j',
    '--jobs',
    '-c',
    '--config',
    '--template',
    '--filter',
  ];
  const { positionals } = looseOptions({ ...invocation, arguments: words }, values);
  const [url, folder] = positionals.map((argument) => argument.value);
  const target: Value | null = folder ?? cloneFolder(url);
  if (target === null) return notModelled(invocation, world);
  const place = placeOf(target, world, invocation.services);
  return finish(layOver(begin(world), place.path, { kind: 'derived', by: commandText(invocation), from: [] }));
}

/** `git clone https://host/team/app.git` makes `app`. */
function cloneFolder(url: Value | undefined): Value | null {
  const text = knownText(url ?? []);
  const name = text === null ? '' : baseName(text.replace(/\/+$/, '').replace(/:/g, '/')).replace(/\.git$/, '');
  return name === '' ? null : textValue(name);
}
