import { parseArgs } from 'node:util';
import type { EngineChoice } from '../convert-types.js';
import { closest } from '../report/suggest.js';

/** The formats of DESIGN that this version prints; the others are known by name. */
export const formats = ['diff', 'text', 'json'] as const;
export type Format = (typeof formats)[number];
const plannedFormats = ['markdown', 'html', 'sarif'];

const engines = ['auto', 'classic', 'buildkit'] as const satisfies readonly EngineChoice[];

const commands = ['convert', 'scan', 'verify', 'batch', 'explain'] as const;
type CommandName = (typeof commands)[number];

const optionTable = {
  script: { type: 'string', multiple: true },
  builder: { type: 'string', multiple: true },
  runtime: { type: 'string', multiple: true },
  write: { type: 'boolean' },
  force: { type: 'boolean' },
  check: { type: 'boolean' },
  format: { type: 'string' },
  output: { type: 'string' },
  strict: { type: 'boolean' },
  engine: { type: 'string' },
  extract: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** A conversion as it was asked for; paths as the person wrote them. */
export interface ConvertCall {
  readonly kind: 'convert';
  readonly path: string;
  readonly scripts: readonly string[];
  readonly builders: readonly string[];
  readonly runtimes: readonly string[];
  readonly strict: boolean;
  readonly engine: EngineChoice;
  readonly extract: boolean;
  readonly write: boolean;
  readonly force: boolean;
  readonly check: boolean;
  readonly format: Format;
  /** null: standard output. */
  readonly output: string | null;
}

export interface UsageError {
  readonly kind: 'usage-error';
  readonly message: string;
  readonly hint: string;
}

/** What the command line asks for. */
export type Call =
  | ConvertCall
  | { readonly kind: 'explain'; readonly code: string | null }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | UsageError;

type Parsed = ReturnType<typeof parse>;
type Token = Parsed['tokens'][number];
type OptionToken = Extract<Token, { kind: 'option' }>;

/** Reads the command line; every mistake is a value. */
export function readArguments(argv: readonly string[]): Call {
  const { values, positionals, tokens } = parse(argv);
  const wrong = tokens.map(checkToken).find((error) => error !== null);
  if (wrong !== undefined) return wrong;
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const [first = '', ...others] = positionals;
  const command = commands.find((name) => name === first);
  return callOf(command ?? 'convert', command === undefined ? positionals : others, values);
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: optionTable, strict: false, allowPositionals: true, tokens: true });
}

function callOf(command: CommandName, rest: readonly string[], values: Parsed['values']): Call {
  switch (command) {
    case 'convert':
      return convertCall(rest, values);
    case 'explain':
      return rest.length > 1 ? tooMany(rest, 'explain takes one code.') : { kind: 'explain', code: rest[0] ?? null };
    case 'scan':
    case 'verify':
    case 'batch':
      return usageError(`${command} is not available in this version`, 'Available are convert and explain.');
  }
}

function convertCall(rest: readonly string[], values: Parsed['values']): Call {
  if (rest.length > 1) return tooMany(rest, 'convert takes one path.');
  const format = chosen('format', text(values.format) ?? 'diff', formats);
  if (typeof format === 'object') return format;
  const engine = chosen('engine', text(values.engine) ?? 'auto', engines);
  if (typeof engine === 'object') return engine;
  const extract = values.extract === true;
  if (extract && engine !== 'buildkit')
    return usageError('--extract needs --engine buildkit', 'Only BuildKit writes the files of a stage to the host.');
  const output = text(values.output);
  return {
    kind: 'convert',
    path: rest[0] ?? '.',
    scripts: texts(values.script),
    builders: texts(values.builder),
    runtimes: texts(values.runtime),
    strict: values.strict === true,
    engine,
    extract,
    write: values.write === true,
    force: values.force === true,
    check: values.check === true,
    format,
    output: output === undefined || output === '-' ? null : output,
  };
}

function tooMany(rest: readonly string[], hint: string): UsageError {
  return usageError(`unexpected argument '${rest[1] ?? ''}'`, hint);
}

function chosen<T extends string>(option: string, given: string, allowed: readonly T[]): T | UsageError {
  const found = allowed.find((name) => name === given);
  if (found !== undefined) return found;
  const list = `Available are ${allowed.join(', ')}.`;
  const isPlanned = option === 'format' && plannedFormats.includes(given);
  if (isPlanned) return usageError(`--format ${given} is not available in this version`, list);
  const meant = closest(given, allowed);
  return usageError(`unknown ${option} '${given}'`, meant === undefined ? list : `Did you mean ${meant}? ${list}`);
}

function checkToken(token: Token): UsageError | null {
  return token.kind === 'option' ? checkOption(token) : null;
}

function checkOption(token: OptionToken): UsageError | null {
  const known = Object.entries(optionTable).find(([name]) => name === token.name)?.[1];
  if (known === undefined) return unknownOption(token.rawName);
  if (known.type === 'boolean') {
    return token.value === undefined
      ? null
      : usageError(`${token.rawName} takes no value`, `Write ${token.rawName} alone.`);
  }
  const isMissing = token.value === undefined || token.value === '' || (!token.inlineValue && /^-./.test(token.value));
  return isMissing ? usageError(`${token.rawName} needs a value`, 'See stagefold --help.') : null;
}

function unknownOption(given: string): UsageError {
  const meant = closest(
    given,
    Object.keys(optionTable).map((name) => `--${name}`),
  );
  return usageError(
    `unknown option ${given}`,
    meant === undefined ? 'See stagefold --help.' : `Did you mean ${meant}?`,
  );
}

function usageError(message: string, hint: string): UsageError {
  return { kind: 'usage-error', message, hint };
}

type Value = string | boolean | (string | boolean)[] | undefined;

function text(value: Value): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: Value): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The command that a mistyped path was probably meant to be. */
export function meantCommand(path: string): string | undefined {
  return closest(path, commands);
}
