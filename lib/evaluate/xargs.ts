import { streamText } from '../commands/command.js';
import { dockerNames } from '../commands/docker/docker.js';
import { parseOptions, isSwitchedOn, optionValues, type OptionSpec } from '../commands/options.js';
import { concatValues, emptyValue, knownText, symbolValue, textValue, type Part, type Value } from '../world/value.js';
import type { Argument } from '../world/world.js';
import type { Call } from './run-command.js';
import type { State } from './state.js';

const xargsSpec: OptionSpec = {
  style: 'posix',
  stopAtPositional: true,
  switches: new Set(['-0', '--null', '-r', '--no-run-if-empty', '-t', '--verbose', '-x', '--exit', '-o', '--open-tty']),
  values: new Set([
    '-I',
    '-n',
    '--max-args',
    '-L',
    '--max-lines',
    '-P',
    '--max-procs',
    '-d',
    '--delimiter',
    '-s',
    '-E',
    '-J',
  ]),
  aliases: new Map(),
};

/** How `xargs` makes command lines of what it reads. */
export interface XargsReading {
  /** The command lines, one execution each. */
  readonly commands: readonly (readonly Argument[])[];
  /** `-P`: they run side by side (L7). */
  readonly parallel: boolean;
}

/** The commands that `xargs` starts; null where what it reads is not known. */
export function readXargs(call: Call, state: State): XargsReading | null {
  const { options, positionals, unknown } = parseOptions(call.args, xargsSpec);
  const [command] = positionals;
  const read = streamText(call.prepared.redirects.stdin ?? state.stdin);
  const isDocker = command !== undefined && dockerNames.includes(knownText(command.value) ?? '');
  const input = read === null && isDocker ? symbolValue('(what xargs reads)', true) : read;
  const isRefused = ['-0', '--null', '-d', '--delimiter', '-L', '--max-lines', '-J'].some((name) =>
    options.some((option) => option.name === name),
  );
  if (input === null || isRefused || unknown.length > 0 || positionals.length === 0) return null;
  const marks = optionValues(options, '-I');
  const mark = marks.length === 0 ? null : knownText(marks.at(-1) ?? []);
  const items = mark === null ? wordsOf(input) : linesOf(input);
  const quiet = isSwitchedOn(options, '-r') || isSwitchedOn(options, '--no-run-if-empty');
  const procs = [...optionValues(options, '-P'), ...optionValues(options, '--max-procs')].at(-1);
  const parallel = procs !== undefined && knownText(procs) !== '1';
  if (mark !== null)
    return { commands: items.map((item) => positionals.map((word) => withItem(word, mark, item))), parallel };
  const most = [...optionValues(options, '-n'), ...optionValues(options, '--max-args')].at(-1);
  const size = most === undefined ? Math.max(items.length, 1) : Number(knownText(most) ?? NaN);
  if (Number.isNaN(size) || size < 1) return null;
  if (items.length === 0) return { commands: quiet ? [] : [positionals], parallel };
  return { commands: chunks(items, size).map((some) => appended(positionals, some)), parallel };
}

function chunks(items: readonly Value[], size: number): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** What is read stands behind the words; it belongs to the last of them. */
function appended(words: readonly Argument[], items: readonly Value[]): readonly Argument[] {
  const last = words.at(-1);
  return last === undefined ? [] : [...words, ...items.map((value): Argument => ({ value, word: last.word }))];
}

/** `-I {}`: every mark in a word becomes the line. */
function withItem(argument: Argument, mark: string, item: Value): Argument {
  const value = argument.value.reduce((sum: Value, part: Part) => {
    if (part.kind === 'symbol') return concatValues(sum, [part]);
    const texts = part.text.split(mark).map(textValue);
    return texts.reduce((all: Value, text, index) => concatValues(all, index === 0 ? emptyValue : item, text), sum);
  }, emptyValue);
  return { ...argument, value };
}

function wordsOf(input: Value): readonly Value[] {
  return split(input, /[ \t\n]+/);
}

function linesOf(input: Value): readonly Value[] {
  return split(input, /\n/);
}

/** Parts a text at its separators; ids and other symbols stay whole. */
function split(input: Value, separator: RegExp): readonly Value[] {
  const items: Value[] = [emptyValue];
  for (const part of input) {
    const pieces: readonly Value[] = part.kind === 'symbol' ? [[part]] : part.text.split(separator).map(textValue);
    pieces.forEach((piece, index) => {
      if (index > 0) items.push(emptyValue);
      items[items.length - 1] = concatValues(items.at(-1) ?? emptyValue, piece);
    });
  }
  return items.filter((item) => item.length > 0);
}
