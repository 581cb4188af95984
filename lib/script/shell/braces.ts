import type { Parameter, Piece, Word } from '../program.js';
import { report, type Context } from './context.js';
import { appendLiteral } from './literals.js';

/** More words than this from one word is no list that a build script means. */
const maximumWords = 10_000;
const maximumNesting = 50;
const maximumSize = 100_000;

/** An unquoted character, which can be brace syntax, or a piece, which cannot. */
type Token = string | Piece;
type Item = Token | { readonly alternatives: readonly Item[][] };

/**
 * Expands `{a,b}` and `{1..3}` as bash does, before every other expansion. The word comes back alone where there is
 * nothing to expand, where the shell does not expand braces, and (with a problem) where the result would be huge.
 */
export function expandBraces(context: Context, word: Word): readonly Word[] {
  if (!context.shared.bash || !mayBrace(word)) return [word];
  const items = sizeOf(word) > maximumSize ? null : parseBraces(word.pieces.flatMap(tokensOf));
  if (items === null || countWords(items) > maximumWords) {
    report(context, 'the brace expansion gives more than can be read', word.span);
    return [word];
  }
  if (items.every((item) => !isGroup(item))) return [word];
  const words = expandItems(items).map((tokens) => ({ span: word.span, pieces: joinNames(piecesOf(tokens)) }));
  // Bash drops an alternative that is empty and unquoted: `{,a}` is one word.
  return words.filter(({ pieces }) => pieces.length > 0);
}

/** Whether the unquoted text holds what every brace expansion needs; nearly every word ends here. */
function mayBrace({ pieces }: Word): boolean {
  const has = (text: string): boolean =>
    pieces.some((piece) => piece.kind === 'literal' && !piece.quoted && piece.text.includes(text));
  return has('{') && has('}') && (has(',') || has('..'));
}

function sizeOf({ pieces }: Word): number {
  return pieces.reduce((sum, piece) => sum + (piece.kind === 'literal' ? piece.text.length : 1), 0);
}

/** `$x` written without braces, which the text behind it can make longer; `$1` cannot grow. */
function isBareName(piece: Parameter): boolean {
  const { start, end } = piece.span;
  return !piece.quoted && /^[A-Za-z_]/.test(piece.name) && end - start === piece.name.length + 1;
}

function tokensOf(piece: Piece): Token[] {
  return piece.kind === 'literal' && !piece.quoted ? Array.from(piece.text) : [piece];
}

function isGroup(item: Item): item is { readonly alternatives: readonly Item[][] } {
  return typeof item === 'object' && 'alternatives' in item;
}

interface OpenBrace {
  readonly alternatives: Item[][];
  current: Item[];
}

/** Null where braces are nested too deeply to be expanded. */
function parseBraces(tokens: readonly Token[]): Item[] | null {
  const open: OpenBrace[] = [];
  let current: Item[] = [];
  for (const token of tokens) {
    const top = open.at(-1);
    if (token === '{') {
      open.push({ alternatives: [], current });
      current = [];
    } else if (token === ',' && top !== undefined) {
      top.alternatives.push(current);
      current = [];
    } else if (token === '}' && top !== undefined) {
      open.pop();
      const closed = closeBrace([...top.alternatives, current]);
      current = top.current;
      for (const item of closed) current.push(item);
    } else {
      current.push(token);
    }
  }
  return depthOf(open.length === 0 ? current : reopen(open, current));
}

/** Braces that nothing closes are literal text, and so are their commas. */
function reopen(open: readonly OpenBrace[], last: readonly Item[]): Item[] {
  const items: Item[] = [];
  for (const [level, brace] of open.entries()) {
    for (const item of brace.current) items.push(item);
    items.push('{');
    for (const alternative of brace.alternatives) {
      for (const item of alternative) items.push(item);
      items.push(',');
    }
    if (level === open.length - 1) for (const item of last) items.push(item);
  }
  return items;
}

function closeBrace(alternatives: Item[][]): Item[] {
  if (alternatives.length > 1) return [{ alternatives }];
  const only = alternatives[0] ?? [];
  const sequence = sequenceOf(only);
  return sequence === null ? ['{', ...only, '}'] : [{ alternatives: sequence }];
}

function depthOf(items: Item[]): Item[] | null {
  let level: readonly Item[] = items;
  for (let depth = 0; depth <= maximumNesting; depth++) {
    const next = level.filter(isGroup).flatMap((group) => group.alternatives.flat());
    if (next.length === 0) return items;
    level = next;
  }
  return null;
}

const numbers = /^([-+]?\d+)\.\.([-+]?\d+)(?:\.\.([-+]?\d+))?$/;
const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([-+]?\d+))?$/;

function sequenceOf(items: readonly Item[]): Item[][] | null {
  if (items.length > 64 || !items.every((item) => typeof item === 'string')) return null;
  const text = items.join('');
  const match = numbers.exec(text);
  const [, from = '', to = '', step] = match ?? letters.exec(text) ?? [];
  if (from === '') return null;
  const asNumbers = match !== null;
  const bounds = asNumbers ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
  const values = countFromTo(bounds[0] ?? 0, bounds[1] ?? 0, Math.abs(Number(step ?? 1)) || 1);
  const width = asNumbers && [from, to].some((end) => /^-?0\d/.test(end)) ? Math.max(from.length, to.length) : 0;
  return values.map((value) => Array.from(asNumbers ? padded(value, width) : String.fromCharCode(value)));
}

/** One more than the limit where there are more, so that the caller sees the excess without the cost. */
function countFromTo(from: number, to: number, step: number): number[] {
  const length = Math.min(Math.floor(Math.abs(to - from) / step), maximumWords) + 1;
  const signed = to < from ? -step : step;
  return Array.from({ length }, (_, index) => from + index * signed);
}

function padded(value: number, width: number): string {
  const sign = value < 0 ? '-' : '';
  return sign + String(Math.abs(value)).padStart(width - sign.length, '0');
}

function countWords(items: readonly Item[]): number {
  let product = 1;
  for (const item of items) {
    if (!isGroup(item)) continue;
    product *= item.alternatives.reduce((sum, alternative) => sum + countWords(alternative), 0);
    if (product > maximumWords) return Infinity;
  }
  return product;
}

function expandItems(items: readonly Item[]): Token[][] {
  let words: Token[][] = [[]];
  for (const item of items) {
    if (!isGroup(item)) {
      for (const word of words) word.push(item);
    } else {
      const tails = item.alternatives.flatMap(expandItems);
      words = words.flatMap((word) => tails.map((tail) => [...word, ...tail]));
    }
  }
  return words;
}

function piecesOf(tokens: readonly Token[]): Piece[] {
  const pieces: Piece[] = [];
  for (const token of tokens) {
    if (typeof token === 'string') appendLiteral(pieces, token, false);
    else pieces.push(token);
  }
  return pieces;
}

/** Braces come before parameters: `$x{a,b}` is `$xa $xb`, so a name takes what follows it. */
function joinNames(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const before = joined.at(-1);
    const tail = piece.kind === 'literal' && !piece.quoted ? (/^\w+/.exec(piece.text)?.[0] ?? '') : '';
    if (before?.kind === 'parameter' && tail !== '' && piece.kind === 'literal' && isBareName(before)) {
      joined[joined.length - 1] = { ...before, name: before.name + tail };
      appendLiteral(joined, piece.text.slice(tail.length), false);
    } else {
      joined.push(piece);
    }
  }
  return joined;
}
