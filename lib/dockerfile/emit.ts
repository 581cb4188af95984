import type { EscapeCharacter } from './types.js';

/** A word to write: a literal value, or text that already is Dockerfile text (variables in it stay variables). */
export type EmitWord = string | { readonly raw: string };

export interface EmitOptions {
  readonly escape?: EscapeCharacter;
  /** Forces the JSON form. */
  readonly json?: boolean;
}

/**
 * Writes the arguments of COPY or ADD: shell form where it is safe, else JSON (K-f). Both forms are expanded by the builder,
 * so `$`, quotes and the escape are escaped in literal words. Wildcard signs are the caller's matter (`escapeMeta`).
 */
export function emitWords(words: readonly EmitWord[], options: EmitOptions = {}): string {
  const texts = words.map((word) => (typeof word === 'string' ? escapeWord(word, options.escape ?? '\\') : word.raw));
  const json = options.json === true || needsJson(texts, options.escape ?? '\\');
  return json ? `[${texts.map((text) => JSON.stringify(text)).join(', ')}]` : texts.join(' ');
}

/** A literal value as the text of one Dockerfile word. `<<` would begin a heredoc, in JSON too. */
export function escapeWord(value: string, escape: EscapeCharacter = '\\'): string {
  return value.replace(/[$'"\\`]|<(?=<)/g, (sign) =>
    (sign === '\\' || sign === '`') && sign !== escape ? sign : escape + sign,
  );
}

/** Shell form has no way to write a blank; a few beginnings and endings mean something else there. */
function needsJson(texts: readonly string[], escape: EscapeCharacter): boolean {
  const [first = ''] = texts;
  if (first.startsWith('[') || first.startsWith('--')) return true;
  if (texts.some((text) => text === '' || /[\s\u0085]/.test(text))) return true;
  return texts.at(-1)?.endsWith(escape) ?? false;
}

export interface CopyLine {
  readonly keyword?: 'COPY' | 'ADD';
  readonly from?: string;
  readonly chown?: string;
  readonly chmod?: string;
  /** Whole flags as written, for example `--exclude=*.map`. */
  readonly otherFlags?: readonly string[];
  readonly sources: readonly EmitWord[];
  readonly destination: EmitWord;
  readonly json?: boolean;
  readonly escape?: EscapeCharacter;
}

/** One COPY or ADD instruction on one line, flags first (DF-T5), without a newline. */
export function emitCopy(copy: CopyLine): string {
  const flags = (['from', 'chown', 'chmod'] as const).flatMap((name) =>
    copy[name] === undefined ? [] : [`--${name}=${copy[name]}`],
  );
  const words = emitWords([...copy.sources, copy.destination], {
    ...(copy.escape === undefined ? {} : { escape: copy.escape }),
    ...(copy.json === undefined ? {} : { json: copy.json }),
  });
  return [copy.keyword ?? 'COPY', ...flags, ...(copy.otherFlags ?? []), words].join(' ');
}
