import type { AndOr, Program } from '../../../script/program.js';
import { chainOf, operandAt, type Chain } from './chain.js';
import { cut, type Cut } from './cuts.js';
import {
  commentBehind,
  commentBlockAbove,
  lineEndIn,
  lineStart,
  lineStartIn,
  nextToken,
  terminatedEnd,
  type Layout,
} from './layout.js';
import { vanish, type Work } from './work.js';

/** Neighbouring operands that go: from place `from` up to, not including, place `to`. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/** Takes the dead operands, with one operator each, out of a chain of which something stays. */
export function editChain(work: Work, program: AndOr, edit: (program: Program) => void): void {
  const chain = chainOf(program);
  const alive = work.fates.survivors(chain);
  for (const run of runsBetween(alive, chain.operands.length)) {
    const removes = vanish(work, chain.operands.slice(run.from, run.to));
    work.cuts.push(...cutsOf(work.layout, chain, run).map((one): Cut => ({ ...one, removes })));
  }
  for (const index of alive) edit(operandAt(chain.operands, index));
}

function runsBetween(alive: readonly number[], length: number): readonly Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const to of [...alive, length]) {
    if (to > from) runs.push({ from, to });
    from = to + 1;
  }
  return runs;
}

function cutsOf(layout: Layout, chain: Chain, run: Run): readonly Cut[] {
  if (run.from === 0) return [cut(startOf(chain, 0), headOf(layout, chain, run.to), [])];
  return run.to === chain.operands.length ? endCuts(layout, chain, run) : middleCuts(layout, chain, run);
}

function startOf({ operands }: Chain, index: number): number {
  return operandAt(operands, index).span.start;
}

function endOf({ operands }: Chain, index: number): number {
  return operandAt(operands, index).span.end;
}

/** The operator in front of an operand. */
function operatorAt(layout: Layout, chain: Chain, index: number): { start: number; end: number } {
  const start = nextToken(layout, endOf(chain, index - 1));
  return { start, end: start + 2 };
}

/** Where an operand begins, with the comment lines directly above it. */
function headOf(layout: Layout, chain: Chain, index: number): number {
  const start = startOf(chain, index);
  const floor = operatorAt(layout, chain, index).end;
  const line = lineStart(layout, start);
  const block = lineStartIn(layout, floor, start) === line ? commentBlockAbove(layout, line, floor) : line;
  return block === line ? start : (nextComment(layout, block) ?? start);
}

function nextComment(layout: Layout, from: number): number | null {
  return commentBehind(layout, from)?.start ?? null;
}

/**
 * The operands at the end go with the operator before them. A comment on the line of what stays, stays, and so the line
 * must end behind it.
 */
function endCuts(layout: Layout, chain: Chain, { from, to }: Run): readonly Cut[] {
  const start = endOf(chain, from - 1);
  const end = endOf(chain, to - 1);
  const operator = operatorAt(layout, chain, from);
  const comment = commentBehind(layout, operator.end);
  const rest = lineEndIn(layout, terminatedEnd(layout, end), layout.end);
  const onOneLine = lineStartIn(layout, operator.end, startOf(chain, from)) === null;
  const last = onOneLine || rest === null ? end : rest.content;
  if (comment === null || comment.start > startOf(chain, from)) return [cut(start, last, [])];
  const behind = nextToken(layout, end);
  if (rest !== null) return [cut(start, operator.end, []), cut(comment.end, last, [])];
  if (layout.text[behind] === '&') return [cut(start, end, [])];
  return [cut(start, operator.end, []), cut(startOf(chain, from), behind, [])];
}

/** Between two operands that stay: whole lines where the layout has one operand a line, else the shortest text. */
function middleCuts(layout: Layout, chain: Chain, run: Run): readonly Cut[] {
  const before = operatorAt(layout, chain, run.from);
  const behind = operatorAt(layout, chain, run.to);
  if (breaksLine(layout, before.end, startOf(chain, run.from))) {
    const [start, end] = operandRange(layout, chain, run, behind.end);
    return [...replaced(layout, before, behind), cut(start, end, [])];
  }
  const breaks =
    breaksLine(layout, endOf(chain, run.from - 1), before.start) &&
    breaksLine(layout, endOf(chain, run.to - 1), behind.start);
  if (breaks) return [cut(lineStart(layout, before.start), lineStart(layout, behind.start), [])];
  return [cut(endOf(chain, run.from - 1), endOf(chain, run.to - 1), [])];
}

/** The text from the first operand that goes to the next one that stays, where each operator ends its line. */
function operandRange(layout: Layout, chain: Chain, { from, to }: Run, operatorEnd: number): readonly [number, number] {
  const start = headOf(layout, chain, from);
  const end = headOf(layout, chain, to);
  if (!breaksLine(layout, operatorEnd, startOf(chain, to))) return [start, end];
  return [lineStart(layout, start), lineStart(layout, end)];
}

/** The operator behind what goes takes the place of the one before it. */
function replaced(
  layout: Layout,
  before: { start: number; end: number },
  behind: { start: number; end: number },
): Cut[] {
  const text = layout.text.slice(behind.start, behind.end);
  return text === layout.text.slice(before.start, before.end) ? [] : [cut(before.start, before.end, [], text)];
}

function breaksLine({ text }: Layout, from: number, to: number): boolean {
  return text.slice(from, to).includes('\n');
}
