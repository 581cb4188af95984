import { concatValues, joinValues, knownText, quoted, textValue, type Value } from '../../world/value.js';
import type { Argument } from '../../world/world.js';
import { outcome, type CommandMeaning, type Outcome, type Stream } from '../command.js';
import type { World } from '../../world/world.js';

/** `echo`, as bash has it: `-n` and `-e` in front, blanks between the words. */
export const echo: CommandMeaning = (invocation, world) => {
  const options = leadingOptions(invocation.arguments);
  const letters = options.map((argument) => knownText(argument.value) ?? '').join('');
  const words = invocation.arguments.slice(options.length).map((argument) => quoted(argument.value));
  const joined = joinValues(words.flatMap((word, index) => (index === 0 ? [word] : [textValue(' '), word])));
  const escaped = letters.includes('e') ? withEscapes(joined) : joined;
  const ended = letters.includes('n') ? escaped : concatValues(escaped, textValue('\n'));
  return prints(world, { kind: 'text', text: ended }, words);
};

function leadingOptions(args: readonly Argument[]): readonly Argument[] {
  const end = args.findIndex((argument) => !/^-[neE]+$/.test(knownText(argument.value) ?? ''));
  return end === -1 ? args : args.slice(0, end);
}

function prints(world: World, stdout: Stream, text: readonly Value[]): Outcome {
  return outcome(world, { kind: 'output', text }, { stdout });
}

/** `printf` with the directives that scripts use; the format is used again while arguments are left. */
export const printf: CommandMeaning = (invocation, world) => {
  const values = invocation.arguments.map((argument) => quoted(argument.value));
  const [format, ...args] = knownText(values[0] ?? []) === '--' ? values.slice(1) : values;
  const unknown: Stream = { kind: 'unknown', why: 'what printf prints' };
  if (format === undefined || knownText(format)?.startsWith('-v') === true) return prints(world, unknown, values);
  const text = formatted(format, args);
  return prints(world, text === null ? unknown : { kind: 'text', text }, values);
};

const mostRounds = 1000;

function formatted(format: Value, args: readonly Value[]): Value | null {
  const pieces = directives(format);
  if (pieces === null) return null;
  const perRound = pieces.filter((piece) => piece.kind !== 'text').length;
  const rounds = perRound === 0 ? 1 : Math.max(1, Math.ceil(args.length / perRound));
  if (rounds > mostRounds) return null;
  const left = [...args];
  const parts = Array.from({ length: rounds }, () => pieces).flat();
  return concatValues(
    ...parts.map((piece) => (piece.kind === 'text' ? piece.text : argumentText(piece.kind, left.shift()))),
  );
}

function argumentText(kind: '%s' | '%d' | '%b', value: Value | undefined): Value {
  if (value === undefined) return textValue(kind === '%d' ? '0' : '');
  return kind === '%b' ? withEscapes(value) : value;
}

type Directive = { readonly kind: 'text'; readonly text: Value } | { readonly kind: '%s' | '%d' | '%b' };

/** Cuts a format into text and places; null where a directive is not one of the simple ones. */
function directives(format: Value): Directive[] | null {
  const found: Directive[] = [];
  for (const part of format) {
    if (part.kind === 'symbol') {
      found.push({ kind: 'text', text: [part] });
      continue;
    }
    for (const piece of part.text.split(/(%[^%a-zA-Z]*[%a-zA-Z])/)) {
      if (piece === '%s' || piece === '%d' || piece === '%b') found.push({ kind: piece });
      else if (piece === '%i' || piece === '%u') found.push({ kind: '%d' });
      else if (piece === '%%') found.push({ kind: 'text', text: textValue('%') });
      else if (piece.startsWith('%')) return null;
      else found.push({ kind: 'text', text: withEscapes(textValue(piece)) });
    }
  }
  return found;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['e', '\u001b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['"', '"'],
]);

/** Replaces `\n`, `\t`, `\033`, `\x1b` … in the text parts. */
function withEscapes(value: Value): Value {
  const parts = value.map((part): Value => (part.kind === 'symbol' ? [part] : textValue(unescaped(part.text))));
  return joinValues(parts);
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:0?([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))/g,
    (whole, octal?: string, hex?: string, letter?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return escapes.get(letter ?? '') ?? whole;
    },
  );
}
