import { knownText, renderValue, textValue, type Value } from '../../world/value.js';
import type { Argument, CommandOption } from '../../world/world.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set([
    '--create',
    '--extract',
    '--list',
    '--append',
    '--update',
    '--gzip',
    '--bzip2',
    '--xz',
    '--zstd',
    '--auto-compress',
    '--verbose',
    '--to-stdout',
    '--same-permissions',
    '--preserve-permissions',
    '--no-same-permissions',
    '--same-owner',
    '--numeric-owner',
    '--dereference',
    '--keep-old-files',
    '--overwrite',
    '--touch',
    '--wildcards',
    '--no-wildcards',
    '--anchored',
    '--exclude-vcs',
    '--recursion',
    '--no-auto-compress',
    '--no-same-owner',
    '--absolute-names',
    '--sparse',
    '--ignore-zeros',
  ]),
  values: new Set([
    '--file',
    '--directory',
    '--exclude',
    '--exclude-from',
    '--files-from',
    '--transform',
    '--strip-components',
    '--owner',
    '--group',
    '--mode',
    '--mtime',
    '--sort',
    '--format',
    '--use-compress-program',
    '--warning',
    '--checkpoint',
    '--one-top-level',
  ]),
  aliases: new Map([
    ['-c', '--create'],
    ['-x', '--extract'],
    ['--get', '--extract'],
    ['-t', '--list'],
    ['-r', '--append'],
    ['-u', '--update'],
    ['-z', '--gzip'],
    ['-j', '--bzip2'],
    ['-J', '--xz'],
    ['-a', '--auto-compress'],
    ['-v', '--verbose'],
    ['-O', '--to-stdout'],
    ['-p', '--preserve-permissions'],
    ['-h', '--dereference'],
    ['-k', '--keep-old-files'],
    ['-m', '--touch'],
    ['-P', '--absolute-names'],
    ['-S', '--sparse'],
    ['-i', '--ignore-zeros'],
    ['-f', '--file'],
    ['-C', '--directory'],
    ['-X', '--exclude-from'],
    ['-T', '--files-from'],
    ['-I', '--use-compress-program'],
    ['--xform', '--transform'],
    ['-H', '--format'],
    ['--strip', '--strip-components'],
    ['-o', '--no-same-owner'],
  ]),
};

/** A file operand of `tar`, with the `-C` options in front of it. */
export interface TarOperand {
  readonly folders: readonly Value[];
  readonly name: Value;
}

/** What the words of a `tar` command say. */
export interface TarCall {
  readonly action: 'create' | 'change' | 'extract' | 'list';
  /** null: standard input or output. */
  readonly archive: Value | null;
  /** The filter that tar itself starts, as a command; null where it starts none. */
  readonly filter: string | null;
  readonly operands: readonly TarOperand[];
  /** Every `-C`. */
  readonly folders: readonly Value[];
  /** null where the number is not known. */
  readonly strip: number | null;
  readonly owners: 'own' | 'root';
  /** `-p`: the umask takes nothing away. */
  readonly keepsModes: boolean;
  readonly toStdout: boolean;
  /** No option changes which members there are, what they are called or what they hold, but for those above. */
  readonly plain: boolean;
}

/** Reads the words behind `tar`; null where they are not understood. */
export function readTarCall(words: readonly Argument[]): TarCall | null {
  const args = withDashes(words);
  const { options, positionals, unknown, unknownOptions } = parseOptions(args, spec);
  const names = new Set(options.map(({ name }) => name));
  const action = actionOf(names);
  if (action === null || unknown.length + unknownOptions.length > 0) return null;
  const archive = archiveOf(options);
  const owners = ownersOf(options);
  return {
    action,
    archive,
    filter: filterOf(options, archive),
    operands: positionals.map((argument) => ({
      name: argument.value,
      folders: foldersBefore(argument, args, options),
    })),
    folders: optionValues(options, '--directory'),
    strip: stripOf(options),
    owners: owners ?? 'own',
    keepsModes: names.has('--preserve-permissions') || names.has('--same-permissions'),
    toStdout: names.has('--to-stdout'),
    plain: owners !== null && options.every(({ name }) => harmless.has(name)),
  };
}

const harmless: ReadonlySet<string> = new Set([
  '--create',
  '--extract',
  '--list',
  '--file',
  '--directory',
  '--gzip',
  '--bzip2',
  '--xz',
  '--zstd',
  '--auto-compress',
  '--use-compress-program',
  '--verbose',
  '--to-stdout',
  '--same-permissions',
  '--preserve-permissions',
  '--no-same-permissions',
  '--same-owner',
  '--no-same-owner',
  '--numeric-owner',
  '--owner',
  '--group',
  '--overwrite',
  '--touch',
  '--mtime',
  '--sort',
  '--format',
  '--sparse',
  '--ignore-zeros',
  '--warning',
  '--checkpoint',
  '--strip-components',
]);

function actionOf(names: ReadonlySet<string>): TarCall['action'] | null {
  if (names.has('--create')) return 'create';
  if (names.has('--append') || names.has('--update')) return 'change';
  if (names.has('--extract')) return 'extract';
  return names.has('--list') ? 'list' : null;
}

/** The old style: `tar czf out.tgz` has no dash, and values follow in the order of the letters. */
function withDashes(args: readonly Argument[]): readonly Argument[] {
  const [first, ...rest] = args;
  const letters = first === undefined ? null : knownText(first.value);
  if (first === undefined || letters === null || !/^[A-Za-z]+$/.test(letters)) return args;
  const words: Argument[] = [];
  let left = rest;
  for (const letter of letters) {
    words.push({ ...first, value: textValue(`-${letter}`) });
    if (!spec.values.has(spec.aliases.get(`-${letter}`) ?? '')) continue;
    words.push(...left.slice(0, 1));
    left = left.slice(1);
  }
  return [...words, ...left];
}

function archiveOf(options: readonly CommandOption[]): Value | null {
  const value = optionValues(options, '--file').at(-1) ?? null;
  return value === null || knownText(value) === '-' ? null : value;
}

/** `-C` counts for the operands behind it; each is relative to the one before. */
function foldersBefore(operand: Argument, args: readonly Argument[], options: readonly CommandOption[]): Value[] {
  const at = args.indexOf(operand);
  return options.flatMap(({ name, value, arguments: [first] }) =>
    name === '--directory' && value !== null && first !== undefined && args.indexOf(first) < at ? [value] : [],
  );
}

function stripOf(options: readonly CommandOption[]): number | null {
  const value = optionValues(options, '--strip-components').at(-1);
  if (value === undefined) return 0;
  const text = knownText(value) ?? '';
  return /^\d{1,2}$/.test(text) ? Number(text) : null;
}

/** `--owner=0 --group=0`; null where other ids are written. */
function ownersOf(options: readonly CommandOption[]): TarCall['owners'] | null {
  const [owner, group] = ['--owner', '--group'].map((name) => optionValues(options, name).at(-1));
  if (owner === undefined && group === undefined) return 'own';
  const isRoot = [owner, group].every((value) => value !== undefined && /^(?:0|root(?::0)?)$/.test(renderValue(value)));
  return isRoot ? 'root' : null;
}

const filters: ReadonlyMap<string, string> = new Map([
  ['--gzip', 'gzip'],
  ['--bzip2', 'bzip2'],
  ['--xz', 'xz'],
  ['--zstd', 'zstd'],
]);

const suffixes: readonly (readonly [RegExp, string])[] = [
  [/\.(?:gz|tgz|taz)$/, 'gzip'],
  [/\.(?:bz2|tbz2?|tz2)$/, 'bzip2'],
  [/\.(?:xz|txz)$/, 'xz'],
  [/\.(?:zst|tzst)$/, 'zstd'],
];

function filterOf(options: readonly CommandOption[], archive: Value | null): string | null {
  const chosen = options.findLast(({ name }) => filters.has(name) || /^--(?:use-compress|auto-compress)/.test(name));
  if (chosen === undefined) return null;
  if (chosen.value !== null) return renderValue(chosen.value);
  if (chosen.name !== '--auto-compress') return filters.get(chosen.name) ?? null;
  const name = archive === null ? '' : renderValue(archive);
  return suffixes.find(([suffix]) => suffix.test(name))?.[1] ?? null;
}
