import { symbolsOf, type SymbolPart, type Value } from '../../world/value.js';

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

/** Writes a value as text with marks; null where the text itself holds the characters that marks are made of. */
export function markedText(value: Value): MarkedText | null {
  if (value.some((part) => part.kind === 'text' && /[\ue000\ue001]/.test(part.text))) return null;
  const symbols = symbolsOf(value);
  let next = 0;
  const text = value.map((part) => (part.kind === 'text' ? part.text : `${open}${String(next++)}${close}`)).join('');
  const marks = [...text.matchAll(pattern)].flatMap((match): Mark[] => {
    const symbol = symbols[Number(match[1])];
    return symbol === undefined ? [] : [{ symbol, start: match.index, end: match.index + match[0].length }];
  });
  return { text, marks };
}

/** A text with its marks as people write the values. */
export function withoutMarks(text: string, marks: readonly Mark[]): string {
  return text.replace(pattern, (_whole, number: string) => marks[Number(number)]?.symbol.key ?? '');
}
