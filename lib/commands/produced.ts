import type { Command, Program, Redirect, Word } from '../script/program.js';
import { parseShellText } from '../script/shell/parse.js';
import type { RunInstruction } from '../dockerfile/types.js';
import { cleanPath, joinPath } from '../dockerfile/paths.js';

/**
 * What the text of a RUN shows about the paths that it writes. These are the facts that settle whether an artifact
 * is a file or a directory, and whose it is; names are no evidence.
 */

export interface Produced {
  /** Absolute and clean. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'removed';
  /** A program, or a zip: surely no archive that ADD would unpack (TAR-1, TAR-2). */
  readonly compiled: boolean;
  /** A tar, plain or packed so that ADD unpacks it (AD-2). */
  readonly archive: boolean;
  /** Newly made by whoever runs the command, so that it belongs to that user. */
  readonly fresh: boolean;
}

/** The value of a variable where it is known. */
export type KnownValue = (name: string) => string | undefined;

/** The words of one command, null where one is not known. */
interface Line {
  readonly name: string;
  readonly words: readonly (string | null)[];
}

interface Reading {
  workdir: string | null;
  readonly known: KnownValue;
  readonly found: Map<string, Produced>;
}

/**
 * The paths that a RUN surely writes when it succeeds. Nothing inside of conditions, loops and `||` counts.
 *
 * @param workdir where the command starts, null where that is not known
 * @param known values of ARG and ENV
 */
export function producedByRun(run: RunInstruction, workdir: string | null, known: KnownValue): readonly Produced[] {
  const reading: Reading = { workdir, known, found: new Map() };
  if (run.heredocs.length > 0) return [];
  if (run.form === 'json') {
    const [name, ...words] = run.argv;
    const [flag, text] = words;
    if (name !== undefined && /(?:^|\/)(?:ba|da|a)?sh$/.test(name) && flag === '-c' && text !== undefined)
      readText(text, reading);
    else if (name !== undefined) readLine({ name: lastName(name), words }, reading);
  } else readText(run.command, reading);
  return [...reading.found.values()];
}

function readText(text: string, reading: Reading): void {
  const { program, problems } = parseShellText(text, { file: '', offset: 0, dialect: 'posix' });
  if (problems.length === 0) readProgram(program, reading);
}

function readProgram(program: Program, reading: Reading): void {
  switch (program.kind) {
    case 'sequence':
      for (const item of program.items) readProgram(item, reading);
      for (const redirect of program.redirects) readRedirect(redirect, reading);
      return;
    case 'and-or':
      readProgram(program.left, reading);
      if (program.operator === '&&') readProgram(program.right, reading);
      return;
    case 'subshell':
      readProgram(program.body, { ...reading });
      return;
    case 'pipeline':
      for (const stage of program.stages) readProgram(stage, { ...reading });
      readPackedPipe(program.stages, reading);
      return;
    case 'command':
      readCommand(program, reading);
      return;
    case 'negation':
    case 'branch':
    case 'loop':
    case 'function':
    case 'background':
    case 'unread':
      return;
  }
}

/** `tar c … | xz > a.tar.xz` */
function readPackedPipe(stages: readonly Program[], reading: Reading): void {
  const commands = stages.flatMap((stage) => (stage.kind === 'command' ? [stage] : []));
  const names = commands.map(({ argv }) => lastName((argv[0] && wordText(argv[0], reading.known)) ?? ''));
  const [first, ...others] = names;
  const redirects = commands.at(-1)?.redirects ?? [];
  if (commands.length < stages.length || first !== 'tar' || !others.every((name) => unpackable.test(name))) return;
  for (const { operation } of redirects) {
    const target = operation.kind === 'write' ? wordText(operation.target, reading.known) : null;
    if (target !== null) produce(reading, target, 'file', { fresh: true, archive: true });
  }
}

/** Filters whose results ADD unpacks in every engine (AD-2). */
const unpackable = /^(?:gzip|pigz|bzip2|pbzip2|xz|pxz)$/;

function readCommand(command: Command, reading: Reading): void {
  const words = command.argv.map((word) => wordText(word, reading.known));
  const [name, ...rest] = words;
  if (name !== undefined && name !== null) readLine({ name: lastName(name), words: rest }, reading);
  for (const redirect of command.redirects) readRedirect(redirect, reading);
}

function lastName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}

/** The text of a word without unknown parts; patterns are unknown. */
function wordText(word: Word, known: KnownValue): string | null {
  let text = '';
  for (const piece of word.pieces) {
    if (piece.kind === 'literal') text += piece.text;
    else if (piece.kind === 'parameter' && piece.operator === null && piece.index === null) {
      const value = known(piece.name);
      if (value === undefined) return null;
      text += value;
    } else return null;
  }
  return text;
}

function readRedirect({ operation }: Redirect, reading: Reading): void {
  if (operation.kind !== 'write') return;
  const target = wordText(operation.target, reading.known);
  if (target !== null && !target.startsWith('/dev/')) produce(reading, target, 'file', { fresh: true });
}

function absolute(reading: Reading, path: string): string | null {
  if (path.startsWith('/')) return cleanPath(path);
  return reading.workdir === null || path === '' ? null : joinPath(reading.workdir, path);
}

function produce(
  reading: Reading,
  written: string,
  kind: Produced['kind'],
  facts: Partial<Pick<Produced, 'compiled' | 'archive' | 'fresh'>> = {},
): void {
  const path = absolute(reading, written);
  if (path === null || (kind === 'file' && written.endsWith('/'))) return;
  if (kind === 'file' && reading.found.get(path)?.kind === 'directory') return;
  const { compiled = false, archive = false, fresh = false } = facts;
  reading.found.set(path, { path, kind, compiled, archive, fresh });
}

function readLine(line: Line, reading: Reading): void {
  const inner = withoutPrefix(line);
  if (inner !== null) {
    readLine(inner, reading);
    return;
  }
  rules.get(line.name)?.(line, reading);
}

/** `env X=1 go build`, `time go build`, `exec go build`. */
function withoutPrefix({ name, words }: Line): Line | null {
  if (!['env', 'exec', 'time', 'nice', 'command'].includes(name)) return null;
  const at = words.findIndex((word) => word !== null && !word.startsWith('-') && !/^\w+=/.test(word));
  const next = at === -1 ? null : words[at];
  return next === null || next === undefined ? null : { name: lastName(next), words: words.slice(at + 1) };
}

type Rule = (line: Line, reading: Reading) => void;

/** The value of an option: `-o x`, `-ox` where that is usual, `--output x`, `--output=x`. */
function optionValue(words: Line['words'], ...names: readonly string[]): string | null {
  for (const [index, word] of words.entries()) {
    if (word === null) continue;
    if (names.includes(word)) return words[index + 1] ?? null;
    const equals = names.find((name) => name.startsWith('--') && word.startsWith(`${name}=`)) ?? null;
    if (equals !== null) return word.slice(equals.length + 1);
  }
  return null;
}

function operands(words: Line['words']): (string | null)[] {
  return words.filter((word) => word === null || word === '-' || !word.startsWith('-'));
}

const compiler: Rule = ({ words }, reading) => {
  const output = optionValue(words, '-o');
  const objects = words.some((word) => word === '-c' || word === '-S' || word === '-E');
  if (output !== null) produce(reading, output, 'file', { compiled: !objects, fresh: true });
};

/** `go build -o x`: one file, unless several packages are named. */
const goTool: Rule = ({ words }, reading) => {
  if (words[0] !== 'build') return;
  const output = optionValue(words.slice(1), '-o', '--o');
  const several = words.some((word) => word?.includes('...') === true);
  const glued = words.find((word) => word?.startsWith('-o=') === true)?.slice(3) ?? null;
  const target = output ?? glued;
  if (target !== null && !several) produce(reading, target, 'file', { compiled: true, fresh: true });
};

const copyLike =
  (keepsOwner: boolean): Rule =>
  ({ words }, reading) => {
    const [from, to, extra] = operands(words);
    const preserves =
      keepsOwner || words.some((word) => word !== null && /^-[a-zA-Z]*[ap]|^--(?:archive|preserve)/.test(word));
    if (from === undefined || to === undefined || from === null || to === null || extra !== undefined) return;
    const source = absolute(reading, from);
    const known = source === null ? undefined : reading.found.get(source);
    const target = absolute(reading, to);
    if (keepsOwner && source !== null) remove(reading, source);
    if (
      known?.kind !== 'file' ||
      target === null ||
      to.endsWith('/') ||
      reading.found.get(target)?.kind === 'directory'
    )
      return;
    const { compiled, archive } = known;
    produce(reading, to, 'file', { compiled, archive, fresh: known.fresh || !preserves });
  };

function remove(reading: Reading, path: string): void {
  for (const key of [...reading.found.keys()])
    if (key === path || key.startsWith(`${path}/`)) reading.found.delete(key);
  reading.found.set(path, { path, kind: 'removed', compiled: false, archive: false, fresh: false });
}

const directories: Rule = ({ words }, reading) => {
  for (const word of operands(words.filter((_, index) => !/^-m$|^--mode$/.test(words[index - 1] ?? '')))) {
    if (word !== null) produce(reading, word, 'directory', { fresh: true });
  }
};

const install: Rule = ({ name, words }, reading) => {
  const plain = words.filter(
    (_, index) => !/^-[mogt]$|^--(?:mode|owner|group|target-directory)$/.test(words[index - 1] ?? ''),
  );
  if (plain.some((word) => word === '-d' || word === '--directory')) {
    directories({ name, words: operands(plain) }, reading);
    return;
  }
  const [from, to, extra] = operands(plain);
  const owned = words.some((word) => word !== null && /^-[og]$|^--(?:owner|group)/.test(word));
  const isTarget = words.some((word) => word === '-t' || word?.startsWith('--target-directory') === true);
  if (from === undefined || to === undefined || to === null || extra !== undefined || isTarget) return;
  const target = absolute(reading, to);
  const exact = words.some((word) => word === '-T' || word === '-D' || word?.startsWith('-D') === true);
  if (target !== null && exact && !to.endsWith('/')) produce(reading, to, 'file', { fresh: !owned });
};

const outputOption =
  (...names: readonly string[]): Rule =>
  ({ words }, reading) => {
    const output = optionValue(words, ...names);
    if (output !== null && output !== '-') produce(reading, output, 'file', { fresh: true });
  };

const directoryOption =
  (...names: readonly string[]): Rule =>
  ({ words }, reading) => {
    const output = optionValue(words, ...names);
    if (output !== null) produce(reading, output, 'directory');
  };

/** `tar cf x …`, `tar -czf x …`, `tar x -C dir`. */
const tar: Rule = ({ words }, reading) => {
  const [first] = words;
  if (first === null || first === undefined) return;
  const creates = /^-?[a-zA-Z]*c/.test(first) || words.includes('--create');
  const archive = bundledValue(words, 'f') ?? optionValue(words, '-f', '--file');
  const odd = words.some((word) => word === null || /^--(?:zstd|lz|compress|use-compress)|^-[a-zA-Z]*I/.test(word));
  const isPacked = creates && !odd && !(bundle(first)?.includes('Z') ?? false);
  if (creates && archive !== null && archive !== '-')
    produce(reading, archive, 'file', { fresh: true, archive: isPacked });
  const into = bundledValue(words, 'C') ?? optionValue(words, '-C', '--directory');
  if (into !== null) produce(reading, into, 'directory');
};

/** The letters of the first word: `czf`, or `-czf` with the value behind it. */
function bundle(first: string): string | null {
  return /^(?:[a-zA-Z]+|-[a-zA-Z]*f)$/.exec(first)?.[0].replace('-', '') ?? null;
}

/** In a bundle, values follow in the order of their letters. */
function bundledValue(words: Line['words'], letter: string): string | null {
  const letters = (bundle(words[0] ?? '') ?? '').match(/[fCbXTHIgVNL]/g) ?? [];
  const at = letters.findIndex((each) => each === letter);
  return at === -1 ? null : (words[at + 1] ?? null);
}

/** `zip a.zip …`: ADD does not unpack it (TAR-2). */
const zip: Rule = ({ words }, reading) => {
  const [archive] = operands(words);
  if (archive?.endsWith('.zip') === true) produce(reading, archive, 'file', { compiled: true, fresh: true });
};

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...['gcc', 'cc', 'g++', 'c++', 'clang', 'clang++', 'rustc', 'ghc', 'swiftc', 'ld', 'gfortran', 'tcc', 'ocamlopt'].map(
    (name): [string, Rule] => [name, compiler],
  ),
  ['go', goTool],
  ['cp', copyLike(false)],
  ['mv', copyLike(true)],
  ['install', install],
  ['mkdir', directories],
  ['tar', tar],
  ['zip', zip],
  ['curl', outputOption('-o', '--output')],
  ['wget', outputOption('-O', '--output-document')],
  [
    'touch',
    ({ words }, reading) =>
      operands(words).forEach(
        (word) => word !== null && words.length === 1 && produce(reading, word, 'file', { fresh: true }),
      ),
  ],
  ['unzip', directoryOption('-d')],
  ['javac', directoryOption('-d')],
  ['tsc', directoryOption('--outDir')],
  [
    'dotnet',
    ({ name, words }, reading) => words[0] === 'publish' && directoryOption('-o', '--output')({ name, words }, reading),
  ],
  [
    'cargo',
    ({ words }, reading) => {
      if (words[0] !== 'build' || optionValue(words, '--target-dir', '--manifest-path', '--out-dir') !== null) return;
      const triple = optionValue(words, '--target');
      const profile = words.includes('--release') ? 'release' : 'debug';
      produce(reading, 'target', 'directory', { fresh: true });
      if (optionValue(words, '--profile') === null)
        produce(reading, joinPath('target', triple ?? '', profile), 'directory', { fresh: true });
    },
  ],
  [
    'mvn',
    ({ words }, reading) =>
      words.some((word) => /^(?:package|verify|install)$/.test(word ?? '')) &&
      optionValue(words, '-f', '--file') === null &&
      produce(reading, 'target', 'directory', { fresh: true }),
  ],
  [
    'git',
    ({ words }, reading) => {
      const [verb, ...rest] = words;
      const [, target] =
        verb === 'clone'
          ? operands(rest.filter((_, index) => !/^-(?:b|-branch|-depth)$/.test(rest[index - 1] ?? '')))
          : [];
      if (target !== undefined && target !== null) produce(reading, target, 'directory', { fresh: true });
    },
  ],
  [
    'rm',
    ({ words }, reading) => {
      for (const word of operands(words)) {
        const path = word === null ? null : absolute(reading, word);
        if (path !== null) remove(reading, path);
      }
    },
  ],
  [
    'ln',
    ({ words }, reading) => {
      const [, to, extra] = operands(words);
      const symbolic = words.some((word) => word !== null && /^-[a-zA-Z]*s|^--symbolic$/.test(word));
      if (symbolic && to !== undefined && to !== null && extra === undefined)
        produce(reading, to, 'link', { fresh: true });
    },
  ],
  [
    'cd',
    ({ words }, reading) => {
      const [to, extra] = words;
      reading.workdir = to === undefined || to === null || extra !== undefined ? null : absolute(reading, to);
    },
  ],
]);

/**
 * True where nothing in the command can give existing files another owner: what root made before it stays root's
 * (OWN-1).
 */
export function keepsOwners(run: Pick<RunInstruction, 'command' | 'heredocs'>): boolean {
  const text = [run.command, ...run.heredocs.map((heredoc) => heredoc.content)].join('\n');
  return !/\b(?:chown|chgrp|rsync|cpio|setfacl|usermod|su|sudo|gosu|su-exec)\b|--owner|--group|\binstall\b[^;&|]*\s-[og]\b/.test(
    text,
  );
}

/** Marks that travel along one route and not along the other: setuid, setgid, file capabilities (MODE-4). */
export function setsSpecialModes(run: Pick<RunInstruction, 'command' | 'heredocs'>): boolean {
  const text = [run.command, ...run.heredocs.map((heredoc) => heredoc.content)].join('\n');
  return /\bsetcap\b|\bchmod\b[^;&|]*(?:[ugoa]*\+[rwxXt]*s|\s0?[2467][0-7]{3}\b)/.test(text);
}
