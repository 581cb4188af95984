import { joinValues, symbolsOf, textValue, type SymbolPart, type Value } from './value.js';

const open = '\ue000';
const close = '\ue001';
const pattern = /\ue000(\d+)\ue001/g;

/** A place in a generated text where the script put a value that is not known. */
export interface Mark {
  readonly symbol: SymbolPart;
  readonly start: number;
  readonly end: number;
}

/** A generated text in which each unknown value stands as one mark, so that it can be read as a Dockerfile. */
export interface MarkedText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/**
 * Writes a value as text with marks; null where the text itself holds the characters that marks are made of.
 *
 * @param first the number of the first mark, where several texts are to share a list of symbols
 */
export function markedText(value: Value, first = 0): MarkedText | null {
  if (value.some((part) => part.kind === 'text' && /[\ue000\ue001]/.test(part.text))) return null;
  const symbols = symbolsOf(value);
  let next = first;
  const text = value.map((part) => (part.kind === 'text' ? part.text : `${open}${String(next++)}${close}`)).join('');
  const marks = [...text.matchAll(pattern)].flatMap((match): Mark[] => {
    const symbol = symbols[Number(match[1]) - first];
    return symbol === undefined ? [] : [{ symbol, start: match.index, end: match.index + match[0].length }];
  });
  return { text, marks };
}

/** A text with its marks as people write the values. */
export function withoutMarks(text: string, marks: readonly Mark[]): string {
  return text.replace(pattern, (_whole, number: string) => marks[Number(number)]?.symbol.key ?? '');
}

/** The value that a text with marks stands for; null where a mark in it is not whole. */
export function valueOfMarked(text: string, symbols: readonly SymbolPart[]): Value | null {
  const parts: Value[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const symbol = symbols[Number(match[1])];
    if (symbol === undefined) return null;
    parts.push(textValue(text.slice(at, match.index)), [symbol]);
    at = match.index + match[0].length;
  }
  parts.push(textValue(text.slice(at)));
  const value = joinValues(parts);
  return value.some((part) => part.kind === 'text' && /[\ue000\ue001]/.test(part.text)) ? null : value;
}
