import {
  ExpansionError,
  parseExpansion,
  type ExpansionPart,
  type ParsedExpansion,
  type VariablePart,
} from './expansion.js';
import { isUnicodeSpace } from './scanning.js';
import { replaceMatches, trimPrefix, trimSuffix } from './shell-pattern.js';
import type { EscapeCharacter } from './types.js';

/** The value of a variable, or undefined where it is not set. */
export type VariableLookup = (name: string) => string | undefined;

export type Expanded = { readonly value: string } | { readonly error: string };
export type ExpandedWords = { readonly words: readonly string[] } | { readonly error: string };

/** Expands a word to one string, as the builder does for COPY, ENV, WORKDIR … (DF-T6): unset is empty, nothing is split. */
export function expandText(text: string, lookup: VariableLookup, escape: EscapeCharacter = '\\'): Expanded {
  const result = evaluate(parseExpansion(text, escape), (parts) => valueOf(parts, lookup));
  return 'error' in result ? result : { value: result.result };
}

/** Expands a text and splits it at unquoted blanks, those of unquoted variables included (DF-T6, EXPOSE). */
export function expandWords(text: string, lookup: VariableLookup, escape: EscapeCharacter = '\\'): ExpandedWords {
  const result = evaluate(parseExpansion(text, escape), (parts) =>
    splitWords(parts, (part) => variableValue(part, lookup)),
  );
  return 'error' in result ? result : { words: result.result };
}

function evaluate<Result>(
  parsed: ParsedExpansion,
  run: (parts: readonly ExpansionPart[]) => Result,
): { readonly result: Result } | { readonly error: string } {
  if ('error' in parsed) return parsed;
  try {
    return { result: run(parsed.parts) };
  } catch (error) {
    if (error instanceof ExpansionError) return { error: error.message };
    throw error;
  }
}

function valueOf(parts: readonly ExpansionPart[], lookup: VariableLookup): string {
  return parts.map((part) => (part.kind === 'literal' ? part.text : variableValue(part, lookup))).join('');
}

/** The operand is evaluated even where it is not used: an error in it counts, as in BuildKit. */
function variableValue(part: VariablePart, lookup: VariableLookup): string {
  const { name, operator } = part;
  const value = lookup(name);
  const operand = valueOf(part.operand, lookup);
  switch (operator) {
    case null:
      return value ?? '';
    case '-':
      return value ?? operand;
    case ':-':
      return value === undefined || value === '' ? operand : value;
    case '+':
      return value === undefined ? '' : operand;
    case ':+':
      return value === undefined || value === '' ? '' : operand;
    case '?':
    case ':?':
      return requiredValue(name, value, operator, operand);
    case '#':
    case '##':
    case '%':
    case '%%':
      return trimmed(operator, value ?? '', operand);
    case '/':
    case '//':
      return replaceMatches(value ?? '', operand, valueOf(part.replacement, lookup), operator === '//');
  }
}

function requiredValue(name: string, value: string | undefined, operator: '?' | ':?', message: string): string {
  if (value === undefined) throw new ExpansionError(`${name}: ${message || 'is not allowed to be unset'}`);
  if (operator === ':?' && value === '')
    throw new ExpansionError(`${name}: ${message || 'is not allowed to be empty'}`);
  return value;
}

/** BuildKit looks for the second `#` or `%` after the operand was expanded, so a variable can bring it. */
function trimmed(operator: '#' | '##' | '%' | '%%', value: string, operand: string): string {
  const sign = operator.charAt(0);
  const repeated = operator.length === 1 && operand.startsWith(sign);
  const pattern = repeated ? operand.slice(1) : operand;
  const longest = repeated || operator.length === 2;
  return sign === '#' ? trimPrefix(value, pattern, longest) : trimSuffix(value, pattern, longest);
}

/** Splits parts at unquoted blanks; `render` gives the text of a variable. */
export function splitWords(parts: readonly ExpansionPart[], render: (part: VariablePart) => string): string[] {
  const collector = new WordCollector();
  for (const part of parts) {
    const text = part.kind === 'literal' ? part.text : render(part);
    if (part.quoting === 'none') collector.addSplit(text);
    else collector.add(text);
  }
  return collector.finish();
}

class WordCollector {
  private readonly words: string[] = [];
  private pieces: string[] = [];

  add(text: string): void {
    this.pieces.push(text);
  }

  addSplit(text: string): void {
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      if (!isUnicodeSpace(text.charCodeAt(at))) continue;
      this.add(text.slice(start, at));
      this.endWord();
      start = at + 1;
    }
    this.add(text.slice(start));
  }

  finish(): string[] {
    this.endWord();
    return this.words;
  }

  /** An empty word vanishes, quoted or not, as in BuildKit. */
  private endWord(): void {
    const word = this.pieces.join('');
    if (word !== '') this.words.push(word);
    this.pieces = [];
  }
}
