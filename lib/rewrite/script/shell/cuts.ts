import type { Program } from '../../../script/program.js';
import { nextLine, type HeredocLines, type Layout } from './layout.js';

/** A range of the text that goes, what stands there instead, and the commands that go with it. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly removes: readonly Program[];
}

export function cut(start: number, end: number, removes: readonly Program[], text = ''): Cut {
  return { start, end, text, removes };
}

/**
 * Joins cuts that overlap, in the order of the text. Cuts of different statements that only touch stay apart, so that
 * each can say why it is made; one that takes no statement joins its neighbour.
 */
export function joinCuts(cuts: readonly Cut[]): readonly Cut[] {
  const ordered = [...cuts].sort((a, b) => a.start - b.start || a.end - b.end);
  const joined: Cut[] = [];
  for (const next of ordered) {
    const last = joined.at(-1);
    if (next.end === next.start && next.text === '') continue;
    if (last !== undefined && belongTogether(last, next)) joined.splice(-1, 1, joinTwo(last, next));
    else joined.push(next);
  }
  return joined;
}

function belongTogether(last: Cut, next: Cut): boolean {
  if (next.start < last.end) return true;
  return next.start === last.end && (last.removes.length === 0 || next.removes.length === 0);
}

function joinTwo(a: Cut, b: Cut): Cut {
  const removes = [...new Set([...a.removes, ...b.removes])];
  return { start: a.start, end: Math.max(a.end, b.end), text: a.text + b.text, removes };
}

/** Takes the lines of heredocs whose statements stay, with the line end before the first of them, out of the cuts. */
export function sparing(layout: Layout, cuts: readonly Cut[], kept: readonly HeredocLines[]): readonly Cut[] {
  const starts = new Set(kept.map(({ start }) => start));
  return kept
    .flatMap((one) => keptRanges(layout, one, starts))
    .reduce<readonly Cut[]>(
      (left, [from, to]) => left.flatMap((one) => (one.start < to && one.end > from ? around(one, from, to) : [one])),
      cuts,
    );
}

/** The line end behind the last heredoc of a row is that of the statement that goes. */
function keptRanges(
  { text, heredocEnding, heredocAt }: Layout,
  { start, end }: HeredocLines,
  kept: ReadonlySet<number>,
): (readonly [number, number])[] {
  let first = start;
  for (let before: number | undefined = start; before !== undefined; before = endingAt(heredocEnding, first))
    first = before;
  let next: number | undefined = end;
  while (next !== undefined && heredocAt.has(next) && !kept.has(next)) next = beginningAt(heredocAt, next);
  return [
    [beforeNewline(text, first), first],
    [start, next !== undefined && kept.has(next) ? end : beforeNewline(text, end)],
  ];
}

/** The start of the heredoc lines that end at an offset; those of an unclosed heredoc can be empty. */
function endingAt(heredocEnding: ReadonlyMap<number, number>, end: number): number | undefined {
  const start = heredocEnding.get(end);
  return start === end ? undefined : start;
}

function beginningAt(heredocAt: ReadonlyMap<number, number>, start: number): number | undefined {
  const end = heredocAt.get(start);
  return start === end ? undefined : end;
}

/**
 * The first cut that surrounds a heredoc of a statement that stays and ends within a line: the rest of that line would
 * come to stand behind the delimiter.
 */
export function swallowing({ text }: Layout, cuts: readonly Cut[], kept: readonly HeredocLines[]): Cut | undefined {
  const breaks = ({ end }: Cut): boolean => /^[ \t]*(?:\r?\n|$)/.test(text.slice(end, nextLine(text, end)));
  return cuts.find((one) => !breaks(one) && kept.some(({ start, end }) => one.start < start && one.end >= end));
}

function around(one: Cut, from: number, to: number): Cut[] {
  const before = { ...one, end: Math.max(one.start, from) };
  const after = { ...one, start: Math.min(one.end, to), text: '' };
  return [before, after].filter(({ start, end, text }) => end > start || text !== '');
}

/** The offset before the line end that stands directly before an offset. */
export function beforeNewline(text: string, at: number): number {
  if (text[at - 1] !== '\n') return at;
  return text[at - 2] === '\r' ? at - 2 : at - 1;
}
