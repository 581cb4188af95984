import { cut, type Cut } from './cuts.js';
import { isBlank, lineStart, nextLine, type Layout } from './layout.js';

/** Offsets at which blocks of statements begin (behind their `then`, `do`, `{`) and end (before `fi`, `done`, `}`). */
export interface BlockEnds {
  readonly opens: readonly number[];
  readonly closes: readonly number[];
}

interface Lines {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/**
 * The blank lines that must go with removed lines: of those above and below only the longest run stays; at the start
 * and end of a block, and of the file, only what stood there before.
 *
 * @param cuts the removals, joined and in order
 */
export function surplusBlankLines(layout: Layout, cuts: readonly Cut[], blocks: BlockEnds): readonly Cut[] {
  return groupsOf(layout, cuts).flatMap((runs) => {
    const kept = keptRun(layout, cuts, blocks, runs);
    return runs.filter((run) => run !== kept && run.count > 0).map(({ start, end }) => cut(start, end, []));
  });
}

/** Each group is the runs of blank lines around and between removals that only blank lines separate. */
function groupsOf(layout: Layout, cuts: readonly Cut[]): readonly (readonly Lines[])[] {
  const groups: Lines[][] = [];
  let open: Lines[] | null = null;
  for (const one of cuts) {
    if (!takesWholeLines(layout, one)) {
      open = null;
      continue;
    }
    if (open === null || open.at(-1)?.end !== one.start) {
      open = [blankRunAbove(layout, one.start)];
      groups.push(open);
    }
    open.push(blankRunBelow(layout, one.end));
  }
  return groups;
}

function takesWholeLines(layout: Layout, { start, end, text }: Cut): boolean {
  return text === '' && beginsALine(layout, start) && (beginsALine(layout, end) || end === layout.end);
}

function beginsALine({ text, start }: Layout, at: number): boolean {
  return at === start || text[at - 1] === '\n';
}

function blankRunAbove(layout: Layout, end: number): Lines {
  let from = end;
  let count = 0;
  while (from > layout.start) {
    const line = lineStart(layout, from - 1);
    if (!isBlank(layout.text.slice(line, from))) break;
    from = line;
    count++;
  }
  return { start: from, end, count };
}

function blankRunBelow({ text, end: last }: Layout, start: number): Lines {
  let to = start;
  let count = 0;
  while (to < last) {
    const line = nextLine(text, to);
    if (!isBlank(text.slice(to, line))) break;
    to = line;
    count++;
  }
  return { start, end: to, count };
}

function keptRun(layout: Layout, cuts: readonly Cut[], blocks: BlockEnds, runs: readonly Lines[]): Lines | undefined {
  const first = runs[0];
  const last = runs.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const open = Math.max(...blocks.opens.filter((at) => at <= first.start));
  const close = Math.min(...blocks.closes.filter((at) => at >= last.end));
  const opens = Number.isFinite(open) && isEmptied(layout, cuts, open, first.start);
  const closes = Number.isFinite(close) && isEmptied(layout, cuts, last.end, close);
  if (opens && closes) return first.count < last.count ? first : last;
  if (opens) return first;
  return closes ? last : runs.reduce((best, run) => (run.count > best.count ? run : best));
}

/** Whether nothing remains between two offsets but blanks and the comment behind the word that opens a block. */
function isEmptied(layout: Layout, cuts: readonly Cut[], from: number, to: number): boolean {
  let rest = '';
  let at = from;
  for (const one of cuts) {
    if (one.end <= at || one.start >= to) continue;
    rest += layout.text.slice(at, Math.max(at, one.start)) + one.text;
    at = one.end;
  }
  rest += layout.text.slice(at, Math.max(at, to));
  return isBlank(rest.replace(/^[ \t]+#.*/, ''));
}
