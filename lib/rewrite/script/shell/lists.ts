import type { Program } from '../../../script/program.js';
import { cut } from './cuts.js';
import {
  beginsLine,
  commentBlockAbove,
  lineEndIn,
  lineStart,
  lineStartIn,
  nextToken,
  ownLineComment,
  paragraphEndsIn,
  previousTokenEnd,
  terminatedEnd,
} from './layout.js';
import { vanish, type Work } from './work.js';

/** Statements one after the other with the places where the block around them begins and ends. */
export interface List {
  readonly items: readonly Program[];
  readonly open: number;
  readonly close: number;
  /** Whether the block may end up without a statement: true for a file and for an arm of `case`. */
  readonly mayBeEmpty: boolean;
}

/** The list within a block, found by the words before its first and behind its last statement. */
export function blockOf({ layout }: Work, items: readonly Program[], mayBeEmpty = false): List {
  const first = items[0]?.span.start ?? 0;
  const last = items.at(-1)?.span.end ?? first;
  return { items, open: previousTokenEnd(layout, first), close: nextToken(layout, last), mayBeEmpty };
}

/** Statements that go together because they share lines. */
interface Cluster {
  readonly first: Program;
  readonly last: Program;
  /** The statements that stay before and behind it; null at the ends of the block. */
  readonly before: Program | null;
  readonly after: Program | null;
  readonly items: readonly Program[];
  /** Where what stands before it ends, and what stands behind it begins. */
  readonly from: number;
  readonly to: number;
}

/** Takes the dead statements out of a list, and goes on with `edit` in the others. */
export function editList(work: Work, list: List, edit: (program: Program) => void): void {
  const { items } = list;
  work.opens.push(list.open);
  work.closes.push(list.close);
  if (!list.mayBeEmpty && items.every(work.fates.gone)) {
    fill(work, list);
    return;
  }
  for (const cluster of clustersOf(work, list)) removeCluster(work, list, cluster);
  for (const item of items) if (!work.fates.gone(item)) edit(item);
}

function clustersOf({ layout, fates }: Work, list: List): readonly Cluster[] {
  const clusters: Cluster[] = [];
  const { items } = list;
  for (let start = 0; start < items.length; start++) {
    if (!isGone(items[start])) continue;
    let end = start;
    while (isGone(items[end + 1]) && lineStartIn(layout, endOf(items[end]), startOf(items[end + 1])) === null) end++;
    clusters.push(clusterAt(list, start, end));
    start = end;
  }
  return clusters;

  function isGone(item: Program | undefined): boolean {
    return item !== undefined && fates.gone(item);
  }
}

function startOf(item: Program | undefined): number {
  return item?.span.start ?? 0;
}

function endOf(item: Program | undefined): number {
  return item?.span.end ?? 0;
}

function clusterAt({ items, open, close }: List, start: number, end: number): Cluster {
  const before = items[start - 1] ?? null;
  const after = items[end + 1] ?? null;
  const gone = items.slice(start, end + 1);
  const [first] = gone;
  const last = gone.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a cluster has no statement');
  return {
    first,
    last,
    before,
    after,
    items: gone,
    from: before?.span.end ?? open,
    to: after?.span.start ?? close,
  };
}

function removeCluster(work: Work, list: List, cluster: Cluster): void {
  const { layout } = work;
  const removes = vanish(work, cluster.items);
  const begin = lineBegin(work, cluster);
  const tail = terminatedEnd(layout, cluster.last.span.end);
  const end = lineEndIn(layout, tail, cluster.to);
  if (begin !== null && end !== null) {
    const start = commentGoes(work, list, cluster) ? commentBlockAbove(layout, begin, cluster.from) : begin;
    work.cuts.push(cut(start, end.end, removes));
    return;
  }
  const [from, to] = rangeInLine(work, cluster, begin, tail, end?.content ?? null);
  work.cuts.push(cut(from, to, removes));
}

/** Where the line of the cluster begins; null where something that stays stands before it on that line. */
function lineBegin({ layout }: Work, { first, from }: Cluster): number | null {
  const found = lineStartIn(layout, from, first.span.start);
  if (found !== null || from !== layout.start) return found;
  return beginsLine(layout, first.span.start) ? lineStart(layout, first.span.start) : null;
}

/** What to cut where the cluster shares its line with something that stays. */
function rangeInLine(
  work: Work,
  cluster: Cluster,
  begin: number | null,
  tail: number,
  content: number | null,
): readonly [number, number] {
  const { first, last, before, after, to } = cluster;
  const sharesLineBefore = begin === null && before !== null;
  if (content === null && after !== null) return [first.span.start, to];
  if (content !== null) return sharesLineBefore ? [before.span.end, tail] : [cluster.from, content];
  if (!sharesLineBefore) return [first.span.start, to];
  const swaps = endsItself(work, before) || endsItself(work, last);
  return swaps ? [terminatedEnd(work.layout, before.span.end), tail] : [before.span.end, last.span.end];
}

/** Whether a statement ends with `&`, so that no `;` stands or may stand behind it. */
function endsItself({ layout }: Work, program: Program): boolean {
  return program.kind === 'background' && layout.text[program.span.end - 1] === '&';
}

/** The comment above goes unless it is also about a statement that stays: one of the same paragraph, behind. */
function commentGoes({ layout, fates }: Work, { items }: List, { last }: Cluster): boolean {
  let before = last;
  for (const item of items.slice(items.indexOf(last) + 1)) {
    if (paragraphEndsIn(layout, before.span.end, item.span.start)) return true;
    if (!fates.gone(item)) return false;
    before = item;
  }
  return true;
}

/** A block that must not be empty gets a `:` in the place of its statements. */
function fill(work: Work, { items, open, close }: List): void {
  const { layout } = work;
  const [first] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) return;
  const removes = vanish(work, items);
  const start = ownLineComment(layout, open, first.span.start) ?? first.span.start;
  const tail = terminatedEnd(layout, last.span.end);
  const end = lineEndIn(layout, tail, close);
  const text = end === null && endsItself(work, last) ? ':;' : ':';
  work.cuts.push(cut(start, end?.content ?? last.span.end, removes, text));
}
