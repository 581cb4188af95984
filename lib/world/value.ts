/**
 * Symbolic strings. A value that is not known keeps its place as a symbol, so that two uses of `$TAG` are equal
 * although nobody knows what TAG is.
 */
export type Part = TextPart | SymbolPart;

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

export interface SymbolPart {
  readonly kind: 'symbol';
  /** What it is called, and when it is the same: `${TAG}`, `$(git describe)#1`, `container:2`. */
  readonly key: string;
  /** True where the shell would split it: unquoted, so it may be no word or several. */
  readonly splits: boolean;
  /** The text it has when the environment adds nothing (`${TAG:-latest}`), null where there is none. */
  readonly fallback: string | null;
  /** The script variable that carried it, where one did. */
  readonly carrier?: string;
}

export type Value = readonly Part[];

export const emptyValue: Value = [];

export function textValue(text: string): Value {
  return text === '' ? emptyValue : [{ kind: 'text', text }];
}

export function symbolValue(key: string, splits = false, fallback: string | null = null): Value {
  return [{ kind: 'symbol', key, splits, fallback }];
}

/** Beyond this a value is one symbol: no path, tag or argument is that long, or has that many unknowns. */
const textLimit = 1 << 20;
const partLimit = 10_000;

const tooLong: SymbolPart = { kind: 'symbol', key: '(a text too long to follow)', splits: false, fallback: null };

/** Joins values and merges neighbouring texts, so that equal values have equal shapes. */
export function concatValues(...values: readonly Value[]): Value {
  return joinValues(values);
}

/** The same for a list of any length. */
export function joinValues(values: readonly Value[]): Value {
  const parts: Part[] = [];
  for (const part of values.flat()) {
    const last = parts.at(-1);
    if (parts.length > partLimit) return [tooLong];
    if (part.kind !== 'text' || last?.kind !== 'text') parts.push(part);
    else if (last.text.length + part.text.length > textLimit) return [tooLong];
    else parts[parts.length - 1] = { kind: 'text', text: last.text + part.text };
  }
  return parts;
}

/** The text of a value without symbols, else null. */
export function knownText(value: Value): string | null {
  let text = '';
  for (const part of value) {
    if (part.kind !== 'text') return null;
    text += part.text;
  }
  return text;
}

/** How a value is shown and compared: symbols stand as they would be written. */
export function renderValue(value: Value): string {
  return value.map((part) => (part.kind === 'text' ? part.text : part.key)).join('');
}

export function equalValues(a: Value, b: Value): boolean {
  return a.length === b.length && renderValue(a) === renderValue(b);
}

export function symbolsOf(value: Value): readonly SymbolPart[] {
  return value.filter((part) => part.kind === 'symbol');
}

/** The value as one quoted word: its symbols no longer split. */
export function quoted(value: Value): Value {
  return value.map((part) => (part.kind === 'symbol' && part.splits ? { ...part, splits: false } : part));
}

/**
 * Replaces symbols by what they are when the environment adds nothing. `used` lists the symbols that were replaced:
 * each is an assumption of whatever rests on the result.
 */
export function withFallbacks(value: Value): { readonly value: Value; readonly used: readonly SymbolPart[] } {
  const used = symbolsOf(value).filter((part) => part.fallback !== null);
  if (used.length === 0) return { value, used };
  const parts = value.map((part) =>
    part.kind === 'symbol' && part.fallback !== null ? textValue(part.fallback) : [part],
  );
  return { value: joinValues(parts), used };
}

/** Splits at the first text character `separator`; null where there is none. */
export function splitAtFirst(value: Value, separator: string): { readonly head: Value; readonly tail: Value } | null {
  for (const [index, part] of value.entries()) {
    if (part.kind !== 'text') continue;
    const at = part.text.indexOf(separator);
    if (at === -1) continue;
    return {
      head: concatValues(value.slice(0, index), textValue(part.text.slice(0, at))),
      tail: concatValues(textValue(part.text.slice(at + separator.length)), value.slice(index + 1)),
    };
  }
  return null;
}
