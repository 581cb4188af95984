import { concatValues, knownText, textValue, type Value } from '../world/value.js';
import type { Argument, CommandOption } from '../world/world.js';

/** What a command's options look like. Names carry their dashes: `--file`, `-t`. */
export interface OptionSpec {
  /** Options without a value, in their canonical (long) spelling. */
  readonly switches: ReadonlySet<string>;
  /** Options with a value, in their canonical spelling. */
  readonly values: ReadonlySet<string>;
  /** Short or alternative spelling to the canonical one: `-f` to `--file`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** 'posix': `-m755`, `--mode=755`, GNU abbreviations. 'pflag' (docker): also `-f=x`, no abbreviations. */
  readonly style: 'posix' | 'pflag';
  /** `docker run` and the like: everything from the first positional on belongs to somebody else. */
  readonly stopAtPositional: boolean;
  /** How many positionals the command takes: lone unquoted symbols in front of more than that are unknown options. */
  readonly maximum?: number;
}

export interface ParsedOptions {
  /** In the order written. A switch has the value null, or what was written behind `=` where that is not true. */
  readonly options: readonly CommandOption[];
  readonly positionals: readonly Argument[];
  /** Options that the command does not know, or that lack their value. */
  readonly unknown: readonly Argument[];
  /** Lone unquoted symbols (`$ARGS`) that stand among the options. */
  readonly unknownOptions: readonly Argument[];
}

interface Reading {
  readonly options: CommandOption[];
  readonly positionals: Argument[];
  readonly unknown: Argument[];
  readonly unknownOptions: Argument[];
}

/** An option word: its text up to the first symbol, and whatever follows. */
interface OptionWord {
  readonly argument: Argument;
  readonly text: string;
  readonly tail: Value;
}

/** Sorts the words of a command line into options and positionals. */
export function parseOptions(args: readonly Argument[], spec: OptionSpec): ParsedOptions {
  const reading: Reading = { options: [], positionals: [], unknown: [], unknownOptions: [] };
  let at = 0;
  while (at < args.length) {
    const argument = args[at];
    if (argument === undefined) break;
    if (knownText(argument.value) === '--') return finish(reading, args.slice(at + 1), spec);
    const word = optionWord(argument);
    if (word !== null) {
      at += readOption(word, args[at + 1], spec, reading);
      continue;
    }
    if (standsAmongOptions(args, at, spec)) reading.unknownOptions.push(argument);
    else if (spec.stopAtPositional) return finish(reading, args.slice(at), spec);
    else reading.positionals.push(argument);
    at++;
  }
  return finish(reading, [], spec);
}

/** True where a switch is on: the last one written counts, and `--rm=false` is off. */
export function isSwitchedOn(options: readonly CommandOption[], name: string): boolean {
  const last = options.filter((option) => option.name === name).at(-1);
  if (last === undefined) return false;
  const text = last.value === null ? '' : knownText(last.value);
  return text === null || !/^(?:0|f|false)$/i.test(text);
}

/** The values of every occurrence of an option, in order. */
export function optionValues(options: readonly CommandOption[], name: string): readonly Value[] {
  return options.flatMap((option) => (option.name === name && option.value !== null ? [option.value] : []));
}

function finish(reading: Reading, rest: readonly Argument[], spec: OptionSpec): ParsedOptions {
  const positionals = [...reading.positionals, ...rest];
  const surplus = spec.maximum === undefined || spec.stopAtPositional ? 0 : positionals.length - spec.maximum;
  const moved = positionals.filter(isLoneSplitting).slice(0, Math.max(surplus, 0));
  return {
    options: reading.options,
    positionals: positionals.filter((argument) => !moved.includes(argument)),
    unknown: reading.unknown,
    unknownOptions: [...reading.unknownOptions, ...moved],
  };
}

function isLoneSplitting(argument: Argument): boolean {
  const [part] = argument.value;
  return argument.value.length === 1 && part?.kind === 'symbol' && part.splits;
}

/** `$ARGS` stands among options where an option follows: at once, or anywhere if options may follow positionals. */
function standsAmongOptions(args: readonly Argument[], at: number, spec: OptionSpec): boolean {
  const argument = args[at];
  if (argument === undefined || !isLoneSplitting(argument)) return false;
  const end = args.findIndex((other, index) => index > at && knownText(other.value) === '--');
  const following = args.slice(at + 1, end === -1 ? args.length : end);
  const rest = spec.stopAtPositional
    ? following.slice(0, following.findIndex((other) => !isLoneSplitting(other)) + 1)
    : following;
  return rest.some((other) => {
    const word = optionWord(other);
    return word !== null && isKnown(word, spec);
  });
}

function isKnown(word: OptionWord, spec: OptionSpec): boolean {
  const probe: Reading = { options: [], positionals: [], unknown: [], unknownOptions: [] };
  readOption(word, word.argument, spec, probe);
  return probe.unknown.length === 0;
}

function optionWord(argument: Argument): OptionWord | null {
  const [first, ...tail] = argument.value;
  if (first?.kind !== 'text' || !first.text.startsWith('-')) return null;
  if (first.text === '-' && tail.length === 0) return null;
  return { argument, text: first.text, tail };
}

/** Reads one option word; gives the number of arguments that it took. */
function readOption(word: OptionWord, next: Argument | undefined, spec: OptionSpec, reading: Reading): number {
  return word.text.startsWith('--') ? readLong(word, next, spec, reading) : readCluster(word, next, spec, reading);
}

function readLong(word: OptionWord, next: Argument | undefined, spec: OptionSpec, reading: Reading): number {
  const equals = word.text.indexOf('=');
  const written = equals === -1 ? word.text : word.text.slice(0, equals);
  const name = equals === -1 && word.tail.length > 0 ? null : canonicalName(written, spec);
  const attached = equals === -1 ? null : concatValues(textValue(word.text.slice(equals + 1)), word.tail);
  if (name === null) return refuse(word, reading);
  if (spec.switches.has(name)) return take(reading, name, switchValue(attached, spec), [word.argument]);
  if (attached !== null) return take(reading, name, attached, [word.argument]);
  return next === undefined ? refuse(word, reading) : take(reading, name, next.value, [word.argument, next]);
}

/** `=true` is the plain switch; other values are kept, for `--preserve=mode` and `--rm=false`. */
function switchValue(attached: Value | null, spec: OptionSpec): Value | null {
  const text = attached === null ? null : knownText(attached);
  return spec.style === 'pflag' && text !== null && /^(?:1|t|true)$/i.test(text) ? null : attached;
}

function readCluster(word: OptionWord, next: Argument | undefined, spec: OptionSpec, reading: Reading): number {
  const found: CommandOption[] = [];
  for (let at = 1; at < word.text.length; at++) {
    const name = canonicalName(`-${word.text.charAt(at)}`, spec);
    if (name === null) return refuse(word, reading);
    const rest = concatValues(textValue(word.text.slice(at + 1)), word.tail);
    const attached = spec.style === 'pflag' && word.text.charAt(at + 1) === '=' ? afterEquals(word, at) : rest;
    if (spec.values.has(name)) return takeCluster(word, found, { name, attached }, next, reading);
    const isAssigned = attached !== rest;
    found.push({ name, value: isAssigned ? switchValue(attached, spec) : null, arguments: [word.argument] });
    if (isAssigned) return accept(reading, found);
  }
  return word.tail.length > 0 || found.length === 0 ? refuse(word, reading) : accept(reading, found);
}

function afterEquals(word: OptionWord, at: number): Value {
  return concatValues(textValue(word.text.slice(at + 2)), word.tail);
}

/** A cluster that ends in an option with a value: attached, or the next argument. */
function takeCluster(
  word: OptionWord,
  found: readonly CommandOption[],
  last: { readonly name: string; readonly attached: Value },
  next: Argument | undefined,
  reading: Reading,
): number {
  const separate = last.attached.length === 0 && !word.text.endsWith('=');
  if (separate && next === undefined) return refuse(word, reading);
  reading.options.push(...found);
  if (!separate || next === undefined) return take(reading, last.name, last.attached, [word.argument]);
  return take(reading, last.name, next.value, [word.argument, next]);
}

function accept(reading: Reading, found: readonly CommandOption[]): number {
  reading.options.push(...found);
  return 1;
}

function take(reading: Reading, name: string, value: Value | null, from: readonly Argument[]): number {
  reading.options.push({ name, value, arguments: from });
  return from.length;
}

function refuse(word: OptionWord, reading: Reading): number {
  reading.unknown.push(word.argument);
  return 1;
}

/** The canonical name, null where the command has no such option; GNU takes abbreviations that fit one option. */
function canonicalName(written: string, spec: OptionSpec): string | null {
  const name = spec.aliases.get(written) ?? written;
  if (spec.switches.has(name) || spec.values.has(name)) return name;
  if (spec.style === 'pflag' || !written.startsWith('--') || written.length < 3) return null;
  const fitting = [...spec.switches, ...spec.values, ...spec.aliases.keys()].filter((other) =>
    other.startsWith(written),
  );
  const names = new Set(fitting.map((other) => spec.aliases.get(other) ?? other));
  const [only] = names;
  return names.size === 1 && only !== undefined ? only : null;
}
