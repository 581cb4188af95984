/** Where the offsets of a text that unbash parsed lie in the file: start of a character, and end of the one before. */
export interface OffsetMap {
  start(offset: number): number;
  end(offset: number): number;
}

/** A range of the original text that the parser must not see. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

/**
 * Ranges to leave out whatever the script says: a byte order mark, and the CR of every CRLF. They are left out, not
 * blanked, because a blank would become part of quoted text and of heredocs.
 */
export function findCuts(text: string): Cut[] {
  const cuts: Cut[] = [];
  if (text.startsWith('\uFEFF')) cuts.push({ start: 0, end: 1 });
  for (let at = text.indexOf('\r\n'); at !== -1; at = text.indexOf('\r\n', at + 2))
    cuts.push({ start: at, end: at + 1 });
  return cuts;
}

/** The text without the cuts (sorted here), and the way back from its offsets to those of the file. */
export function applyCuts(text: string, cuts: readonly Cut[], base: number): { text: string; map: OffsetMap } {
  if (cuts.length === 0) return { text, map: shifted(base) };
  const sorted = [...cuts].sort((a, b) => a.start - b.start);
  const kept: string[] = [];
  const cutAt: number[] = [];
  const removed: number[] = [];
  let from = 0;
  let total = 0;
  for (const { start, end } of sorted) {
    kept.push(text.slice(from, start));
    cutAt.push(start - total);
    total += end - start;
    removed.push(total);
    from = end;
  }
  kept.push(text.slice(from));
  return { text: kept.join(''), map: withCuts(cutAt, removed, base) };
}

function shifted(base: number): OffsetMap {
  return { start: (offset) => base + offset, end: (offset) => base + offset };
}

function withCuts(cutAt: readonly number[], removed: readonly number[], base: number): OffsetMap {
  const start = (offset: number): number => {
    const cuts = countUpTo(cutAt, offset);
    return base + offset + (cuts === 0 ? 0 : (removed[cuts - 1] ?? 0));
  };
  return { start, end: (offset) => (offset === 0 ? base : start(offset - 1) + 1) };
}

/** How many of the sorted numbers are at most `limit`. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The way back from a decoded backquote body to the file: unbash parses a body with escapes as a text of its own.
 *
 * @param inner the text behind the opening backquote, as it stands at `position` of the outer text
 */
export function decodedMap(inner: string, decoded: string, position: number, outer: OffsetMap): OffsetMap {
  const starts = new Array<number>(decoded.length);
  const ends = new Array<number>(decoded.length);
  let from = 0;
  for (let to = 0; to < decoded.length; to++) {
    const escaped = inner[from] === '\\' && inner[from + 1] === decoded[to] && '`\\$"'.includes(decoded.charAt(to));
    const next = from + (escaped ? 2 : 1);
    starts[to] = outer.start(position + Math.min(from, inner.length));
    ends[to] = outer.end(position + Math.min(next, inner.length));
    from = next;
  }
  const first = outer.end(position);
  const last = ends.at(-1) ?? first;
  return {
    start: (offset) => starts[offset] ?? last,
    end: (offset) => (offset === 0 ? first : (ends[offset - 1] ?? last)),
  };
}
