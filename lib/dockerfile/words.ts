import type { Span } from '../source/source-file.js';
import type { LogicalText } from './logical-text.js';
import { spanOf } from './logical-text.js';
import { isWordBlank, skipUntil, skipWhile, type Dialect } from './scanning.js';
import type { Flag, WordToken } from './types.js';

/** A range of the logical text. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export function tokenOf(line: LogicalText, { from, to }: Range): WordToken {
  return { text: line.text.slice(from, to), span: spanOf(line, from, to) };
}

/** Words parted by blanks alone: quotes do not hold a word together here (DF-T5). */
export function blankSeparated(text: string, { from, to }: Range): Range[] {
  const words: Range[] = [];
  for (let at = skipWhile(text, from, to, isWordBlank); at < to; at = skipWhile(text, at, to, isWordBlank)) {
    const end = skipUntil(text, at, to, isWordBlank);
    words.push({ from: at, to: end });
    at = end;
  }
  return words;
}

/** Words of ENV, LABEL and ARG: a quote or an escape keeps a blank inside a word, and stays in its text. */
export function quoteAwareWords(text: string, { from, to }: Range, dialect: Dialect): Range[] {
  const words: Range[] = [];
  for (let at = skipWhile(text, from, to, dialect.isSpace); at < to; at = skipWhile(text, at, to, dialect.isSpace)) {
    const word = wordAt(text, at, to, dialect);
    if (word.to > at) words.push({ from: at, to: word.to });
    at = word.next;
  }
  return words;
}

/** An escape that ends the text belongs to no word, as in BuildKit; so `to` may lie before `next`. */
function wordAt(text: string, from: number, limit: number, dialect: Dialect): { to: number; next: number } {
  let quote = '';
  for (let at = from; at < limit; at++) {
    const character = text[at] ?? '';
    if (quote === '' && dialect.isSpace(text.charCodeAt(at))) return { to: at, next: at };
    if (character === dialect.escape && quote !== "'") {
      if (at + 1 === limit) return { to: at, next: limit };
      at++;
    } else if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") {
      quote = character;
    }
  }
  return { to: limit, next: limit };
}

interface FlagWord {
  readonly value: string;
  /** Where the first `=` stands in the logical text. */
  readonly equals: number | null;
  readonly to: number;
}

/** Reads `--name=value` words up to the first other word; `--` ends them (DF-T5). */
export function readFlags(line: LogicalText, { from, to }: Range, dialect: Dialect): { flags: Flag[]; rest: number } {
  const { text } = line;
  const flags: Flag[] = [];
  let at = skipWhile(text, from, to, dialect.isSpace);
  while (text.startsWith('--', at) && at + 1 < to) {
    const word = flagWordAt(text, at, to, dialect);
    if (word.value === '--') return { flags, rest: word.to };
    flags.push(flagOf(line, at, word));
    at = skipWhile(text, word.to, to, dialect.isSpace);
  }
  return { flags, rest: at };
}

function flagWordAt(text: string, from: number, limit: number, dialect: Dialect): FlagWord {
  const characters: string[] = [];
  let equals: number | null = null;
  let quote = '';
  let at = from;
  for (; at < limit; at++) {
    let character = text[at] ?? '';
    if (quote === '' && dialect.isSpace(text.charCodeAt(at))) break;
    if (quote === '' ? character === '"' || character === "'" : character === quote) {
      quote = quote === '' ? character : '';
      continue;
    }
    if (character === dialect.escape) {
      if (at + 1 === limit) continue;
      character = text[++at] ?? '';
    }
    if (character === '=') equals ??= at;
    characters.push(character);
  }
  return { value: characters.join(''), equals, to: at };
}

function flagOf(line: LogicalText, from: number, word: FlagWord): Flag {
  const span: Span = spanOf(line, from, word.to);
  const split = word.value.indexOf('=');
  if (split === -1 || word.equals === null) return { name: word.value.slice(2), value: null, span, valueSpan: null };
  const valueSpan = spanOf(line, word.equals + 1, word.to);
  return { name: word.value.slice(2, split), value: word.value.slice(split + 1), span, valueSpan };
}
