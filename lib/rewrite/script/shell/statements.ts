import type { Branch, FunctionDefinition, Loop, Pipeline, Program } from '../../../script/program.js';
import { walk } from '../../../script/walk.js';
import { editChain } from './chains.js';
import { cut } from './cuts.js';
import { beginsLine, lineStart, nextToken, previousTokenEnd } from './layout.js';
import { blockOf, editList } from './lists.js';
import { vanish, type Work } from './work.js';

/** Takes the dead parts out of a program that does not go as a whole. */
export function editProgram(work: Work, program: Program): void {
  if (!work.fates.touched(program)) return;
  const edit = (inner: Program): void => editProgram(work, inner);
  switch (program.kind) {
    case 'command':
    case 'unread':
      return;
    case 'sequence':
      if (program.group || program.items.length > 1) editBlock(work, program.items);
      else program.items.forEach(edit);
      return;
    case 'and-or':
      editChain(work, program, edit);
      return;
    case 'negation':
    case 'background':
      edit(program.body);
      return;
    case 'subshell':
      editBlock(work, itemsOf(program.body));
      return;
    case 'pipeline':
      editPipeline(work, program);
      return;
    case 'branch':
      editBranch(work, program);
      return;
    case 'loop':
      editLoop(work, program);
      return;
    case 'function':
      editFunction(work, program);
      return;
  }
}

function itemsOf(program: Program): readonly Program[] {
  return program.kind === 'sequence' && !program.group ? program.items : [program];
}

function editBlock(work: Work, items: readonly Program[], mayBeEmpty = false): void {
  if (items.some(work.fates.touched))
    editList(work, blockOf(work, items, mayBeEmpty), (item) => editProgram(work, item));
}

function editPipeline(work: Work, { stages }: Pipeline): void {
  const dead = stages.find((stage) => work.fates.weight(stage) === 'dead');
  if (dead === undefined) for (const stage of stages) editProgram(work, stage);
  else hinder(work, dead, 'it stands in a pipe with a command that stays');
}

function editLoop(work: Work, { head, body }: Loop): void {
  if ('condition' in head) keepCondition(work, head.condition, 'the loop');
  editBlock(work, itemsOf(body));
}

function editFunction(work: Work, { body }: FunctionDefinition): void {
  if (body.kind === 'sequence' && body.group) editBlock(work, body.items);
  else if (!work.fates.gone(body)) editProgram(work, body);
  else work.cuts.push(cut(body.span.start, body.span.end, vanish(work, [body]), '{ :; }'));
}

/** A branch of which something stays: dead arms at its end go, others get or become an empty body. */
function editBranch(work: Work, branch: Branch): void {
  const isCase = branch.arms.some(({ condition }) => condition.kind === 'match');
  const kept = isCase ? branch.arms.length : keptArms(work, branch);
  for (const { condition, body } of branch.arms.slice(0, kept)) {
    if (condition.kind === 'status') keepCondition(work, condition.program, 'the statement');
    editBlock(work, itemsOf(body), isCase);
  }
  const elseGoes = branch.otherwise !== null && losesAll(work, branch.otherwise);
  if (elseGoes || kept < branch.arms.length) removeArms(work, branch, kept);
  else if (branch.otherwise !== null) editBlock(work, itemsOf(branch.otherwise));
}

/** How many arms of an `if` stay: dead ones at its end go where no living `else` stands behind them. */
function keptArms(work: Work, { arms, otherwise }: Branch): number {
  let kept = arms.length;
  if (otherwise !== null && !losesAll(work, otherwise)) return kept;
  for (; kept > 1; kept--) {
    const arm = arms[kept - 1];
    if (arm?.condition.kind !== 'status' || !losesAll(work, arm.body)) break;
    if (work.fates.conditionWeight(arm.condition.program) === 'live') break;
  }
  return kept;
}

function losesAll({ fates }: Work, body: Program): boolean {
  return itemsOf(body).length > 0 && itemsOf(body).every(fates.gone);
}

/** Cuts from the first `elif` that goes, or from `else`, to before `fi`. */
function removeArms(work: Work, { arms, otherwise }: Branch, kept: number): void {
  const { layout } = work;
  const dead = arms.slice(kept);
  const parts = dead.flatMap(({ condition, body }) =>
    condition.kind === 'status' ? [condition.program, body] : [body],
  );
  const all = otherwise === null ? parts : [...parts, otherwise];
  const lastBody = all.at(-1);
  if (lastBody === undefined) return;
  const start = dead[0]?.span.start ?? previousTokenEnd(layout, itemsOf(lastBody)[0]?.span.start ?? 0) - 'else'.length;
  const end = nextToken(layout, lastBody.span.end);
  const wholeLines = beginsLine(layout, start) && beginsLine(layout, end);
  const range = wholeLines ? ([lineStart(layout, start), lineStart(layout, end)] as const) : ([start, end] as const);
  work.closes.push(end);
  work.cuts.push(cut(...range, vanish(work, all)));
}

function keepCondition(work: Work, condition: Program, of: string): void {
  if (!work.fates.touched(condition)) return;
  hinder(
    work,
    condition,
    `its result decides whether a part of the script runs that stays, so the condition of ${of} cannot go`,
  );
}

function hinder(work: Work, within: Program, why: string): void {
  const removed: Program[] = [];
  walk(within, (program) => {
    if (program.kind === 'command' && work.fates.gone(program)) removed.push(program);
  });
  work.obstacles.push({ at: removed[0] ?? within, why });
}
