import type { LogicalText } from './logical-text.js';
import { spanOf } from './logical-text.js';
import { skipWhile, type Dialect } from './scanning.js';
import type { WordToken } from './types.js';
import type { Range } from './words.js';

/** `shell`: not JSON, so the text counts as shell words (DF-T5). `not-strings`: JSON that BuildKit rejects. */
export type JsonWords =
  { readonly kind: 'json'; readonly words: readonly WordToken[] } | { readonly kind: 'shell' | 'not-strings' };

/** Reads the arguments as a JSON array of strings, where they are one. */
export function jsonWords(line: LogicalText, { from, to }: Range, dialect: Dialect): JsonWords {
  const start = skipWhile(line.text, from, to, dialect.isSpace);
  if (line.text[start] !== '[') return { kind: 'shell' };
  const values = parseArray(line.text.slice(start, to));
  if (values === null) return { kind: 'shell' };
  const strings = values.filter((value) => typeof value === 'string');
  if (strings.length < values.length) return { kind: 'not-strings' };
  const ranges = stringRanges(line.text, { from: start, to });
  const words = strings.map((text, index) => {
    const range = ranges[index] ?? { from: start, to };
    return { text, span: spanOf(line, range.from, range.to) };
  });
  return { kind: 'json', words };
}

function parseArray(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The strings of an array that is known to hold nothing else. */
function stringRanges(text: string, { from, to }: Range): Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf('"', from); at !== -1 && at < to; at = text.indexOf('"', at)) {
    let end = at + 1;
    while (end < to && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    ranges.push({ from: at, to: end + 1 });
    at = end + 1;
  }
  return ranges;
}
