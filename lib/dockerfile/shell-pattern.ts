import { ExpansionError } from './expansion.js';

/** One character of the text between two `*`; null is `?`. */
type Slot = string | null;

/** `*` stands between the segments; an empty first or last segment is a `*` at that end. */
type Segments = readonly (readonly Slot[])[];

/** `${value#pattern}` and `${value##pattern}`; patterns know `*`, `?` and escapes, no classes. */
export function trimPrefix(value: string, pattern: string, longest: boolean): string {
  const text = Array.from(value);
  const end = prefixEnd(text, segmentsOf(pattern), longest);
  return end === null ? value : text.slice(end).join('');
}

/** `${value%pattern}` and `${value%%pattern}`: the same from the other end. */
export function trimSuffix(value: string, pattern: string, longest: boolean): string {
  const text = Array.from(value).reverse();
  const segments = segmentsOf(pattern).map((segment) => [...segment].reverse());
  const end = prefixEnd(text, segments.reverse(), longest);
  return end === null ? value : text.slice(end).reverse().join('');
}

/** `${value/pattern/replacement}`; `all` for `//`. Each match is the longest at its place. */
export function replaceMatches(value: string, pattern: string, replacement: string, all: boolean): string {
  const text = Array.from(value);
  const segments = segmentsOf(pattern);
  const result: string[] = [];
  let at = 0;
  for (let from = 0; from <= text.length;) {
    const match = findMatch(text, segments, from);
    if (match === null) break;
    const { start, end } = match;
    from = end > start ? end : end + 1;
    // An empty match right behind another match does not count.
    if (end === start && start === at && at > 0) continue;
    result.push(text.slice(at, start).join(''), replacement);
    at = end;
    if (!all) break;
  }
  return result.join('') + text.slice(at).join('');
}

function segmentsOf(pattern: string): Slot[][] {
  const segments: Slot[][] = [];
  let current: Slot[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*') {
      segments.push(current);
      current = [];
    } else if (character === '?') current.push(null);
    else if (character !== '\\') current.push(character);
    else current.push(escapedSlot(characters[++at], pattern));
  }
  segments.push(current);
  return segments;
}

/** `}` and `/` are escaped for the sake of `${…}`; of the rest only the signs of the pattern may be. */
function escapedSlot(character: string | undefined, pattern: string): string {
  if (character !== undefined && '}/*?\\'.includes(character)) return character;
  throw new ExpansionError(`invalid pattern (${pattern}) in a substitution`);
}

function fits(text: readonly string[], segment: readonly Slot[], at: number): boolean {
  if (at < 0 || at + segment.length > text.length) return false;
  return segment.every((slot, index) => slot === null || slot === text[at + index]);
}

function firstFit(text: readonly string[], segment: readonly Slot[], from: number): number | null {
  for (let at = from; at + segment.length <= text.length; at++) if (fits(text, segment, at)) return at;
  return null;
}

function lastFit(text: readonly string[], segment: readonly Slot[], from: number): number {
  for (let at = text.length - segment.length; at > from; at--) if (fits(text, segment, at)) return at;
  return from;
}

/** Where a match that begins at 0 ends. Taking each segment at its first place is enough, since `*` takes anything. */
function prefixEnd(text: readonly string[], segments: Segments, longest: boolean): number | null {
  const first = segments[0] ?? [];
  return fits(text, first, 0) ? matchEnd(text, segments, first.length, longest) : null;
}

/** The end of a match whose first segment ended at `from`. */
function matchEnd(text: readonly string[], segments: Segments, from: number, longest: boolean): number | null {
  let end = from;
  for (const [index, segment] of segments.slice(1).entries()) {
    const found = firstFit(text, segment, end);
    if (found === null) return null;
    const isLast = index === segments.length - 2;
    end = (isLast && longest ? lastFit(text, segment, found) : found) + segment.length;
  }
  return end;
}

/** The leftmost match from `from` on. Where its first place fails, later ones fail too. */
function findMatch(text: readonly string[], segments: Segments, from: number): { start: number; end: number } | null {
  const first = segments[0] ?? [];
  const start = firstFit(text, first, from);
  if (start === null) return null;
  const end = matchEnd(text, segments, start + first.length, true);
  return end === null ? null : { start, end };
}
