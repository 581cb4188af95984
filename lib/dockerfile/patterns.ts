export { cleanPath, joinPath } from './paths.js';

/** One element of a pattern: `*` is not among them, it stands between chunks. */
export type Slot =
  | { readonly kind: 'character'; readonly character: string }
  /** `?`: anything but `/`. */
  | { readonly kind: 'any' }
  /** `[…]`; unlike `?` it takes `/` where its ranges do. */
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly ClassRange[] };

interface ClassRange {
  readonly low: number;
  readonly high: number;
}

export type PathTest = (path: string) => boolean;
export type CompiledPattern = { readonly matches: PathTest } | { readonly error: string };

/** True where the builder takes the text as a wildcard (CO-S5); an escaped sign is none. */
export function hasMeta(text: string): boolean {
  return /[*?[]/.test(text.replace(/\\[^]?/g, ''));
}

/**
 * Writes a literal name so that it matches only itself (CO-S5). Classes, not backslashes: a name without any wildcard sign
 * is taken as it stands, its backslashes too.
 */
export function escapeMeta(text: string): string {
  if (!/[*?[]/.test(text)) return text;
  return text.replace(/[*?[\\]/g, (sign) => (sign === '\\' ? '\\\\' : `[${sign}]`));
}

/** Compiles a pattern with the meaning of Go's `filepath.Match`, over the whole path (CO-S5). */
export function compilePattern(pattern: string): CompiledPattern {
  const chunks = readChunks(Array.from(pattern));
  if (chunks === null) return { error: `syntax error in pattern: ${pattern}` };
  return { matches: (path) => matchChunks(chunks, Array.from(path)) };
}

/** Slots that follow each other directly, and whether a `*` stands before them. */
interface Chunk {
  readonly star: boolean;
  readonly slots: readonly Slot[];
}

function readChunks(characters: readonly string[]): Chunk[] | null {
  const chunks: Chunk[] = [];
  let slots: Slot[] = [];
  let star = false;
  for (let at = 0; at < characters.length;) {
    if (characters[at] === '*') {
      if (slots.length > 0) chunks.push({ star, slots });
      slots = [];
      star = true;
      at++;
      continue;
    }
    const read = readSlot(characters, at);
    if (read === null) return null;
    slots.push(read.slot);
    at = read.next;
  }
  if (slots.length > 0 || star || chunks.length === 0) chunks.push({ star, slots });
  return chunks;
}

/** Reads anything but `*`; null where the pattern is malformed. Ignore files share it. */
export function readSlot(characters: readonly string[], at: number): { slot: Slot; next: number } | null {
  const character = characters[at];
  if (character === '?') return { slot: { kind: 'any' }, next: at + 1 };
  if (character === '[') return readClass(characters, at + 1);
  const literal = readLiteral(characters, at);
  return literal === null ? null : { slot: { kind: 'character', character: literal.character }, next: literal.next };
}

function readLiteral(characters: readonly string[], at: number): { character: string; next: number } | null {
  const escaped = characters[at] === '\\';
  const character = characters[escaped ? at + 1 : at];
  return character === undefined ? null : { character, next: at + (escaped ? 2 : 1) };
}

function readClass(characters: readonly string[], from: number): { slot: Slot; next: number } | null {
  const negated = characters[from] === '^';
  const ranges: ClassRange[] = [];
  let at = negated ? from + 1 : from;
  while (characters[at] !== ']' || ranges.length === 0) {
    const low = readClassEnd(characters, at);
    if (low === null) return null;
    const high = characters[low.next] === '-' ? readClassEnd(characters, low.next + 1) : low;
    if (high === null) return null;
    ranges.push({ low: low.code, high: high.code });
    at = high.next;
  }
  return { slot: { kind: 'class', negated, ranges }, next: at + 1 };
}

/** One end of a range: `-` and `]` must be escaped here. */
function readClassEnd(characters: readonly string[], at: number): { code: number; next: number } | null {
  if (characters[at] === '-' || characters[at] === ']') return null;
  const literal = readLiteral(characters, at);
  return literal === null ? null : { code: literal.character.codePointAt(0) ?? 0, next: literal.next };
}

export function slotTakes(slot: Slot, character: string): boolean {
  switch (slot.kind) {
    case 'character':
      return slot.character === character;
    case 'any':
      return character !== '/';
    case 'class': {
      const code = character.codePointAt(0) ?? 0;
      return slot.ranges.some(({ low, high }) => low <= code && code <= high) !== slot.negated;
    }
  }
}

/** As in Go the first place of a chunk is final, so this never backtracks over more than one `*`. */
function matchChunks(chunks: readonly Chunk[], path: readonly string[]): boolean {
  let at = 0;
  for (const [index, { star, slots }] of chunks.entries()) {
    const isLast = index === chunks.length - 1;
    const place = star ? placeAfterStar(slots, path, at, isLast) : fitsAt(slots, path, at) ? at : null;
    if (place === null) return false;
    at = place + slots.length;
  }
  return at === path.length;
}

function placeAfterStar(slots: readonly Slot[], path: readonly string[], from: number, isLast: boolean): number | null {
  for (let at = from; at <= path.length; at++) {
    if (fitsAt(slots, path, at) && (!isLast || at + slots.length === path.length)) return at;
    if (path[at] === '/') return null;
  }
  return null;
}

function fitsAt(slots: readonly Slot[], path: readonly string[], at: number): boolean {
  return at + slots.length <= path.length && slots.every((slot, index) => slotTakes(slot, path[at + index] ?? ''));
}

/**
 * Of two patterns for one name the one that takes nothing but what both take; null where neither surely does. Known are
 * equal patterns, `*`, and `*SUFFIX` beside a pattern that ends in the suffix.
 */
export function narrowerPattern(a: string, b: string): string | null {
  if (a === b || covers(b, a)) return a;
  return covers(a, b) ? b : null;
}

function covers(wide: string, narrow: string): boolean {
  const suffix = wide.slice(1);
  return wide.startsWith('*') && !/[*?[\\]/.test(suffix) && narrow.endsWith(suffix);
}
