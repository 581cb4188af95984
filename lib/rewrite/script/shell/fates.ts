import type { Branch, Command, FunctionDefinition, Loop, Program, Redirect } from '../../../script/program.js';
import { walk } from '../../../script/walk.js';
import { keptMentions, literalOf } from './calls.js';
import { chainOf, operandAt, survivorsOf, type Chain } from './chain.js';

/**
 * What a program is worth once the removed commands are gone: `dead` lost commands and keeps none that means
 * anything, `neutral` lost none and has none, `live` keeps some.
 */
export type Weight = 'dead' | 'neutral' | 'live';

/** What becomes of each program of a script. */
export interface Fates {
  /** Whether the program goes as a whole. */
  readonly gone: (program: Program) => boolean;
  readonly weight: (program: Program) => Weight;
  /** The weight of a condition, where tests mean nothing once nothing depends on them. */
  readonly conditionWeight: (program: Program) => Weight;
  readonly survivors: (chain: Chain) => readonly number[];
  /** Whether commands that stay can call a function of the script. */
  readonly called: (definition: FunctionDefinition) => boolean;
  /** Whether a removed command stands in the program's tree. */
  readonly touched: (program: Program) => boolean;
}

/** The fates with the questions that decide them. */
interface Judge extends Fates {
  readonly removed: ReadonlySet<Program>;
  readonly neutral: (command: Command) => boolean;
}

/** Decides what becomes of every program of a script from the commands that are removed. */
export function decideFates(
  root: Program,
  removed: ReadonlySet<Program>,
  neutral: (command: Command) => boolean,
): Fates {
  const mentioned = keptMentions(root, removed);
  const judge: Judge = {
    removed,
    neutral,
    called: ({ name, body }) => mentioned(name, body),
    gone: remembered((program) => isGone(judge, program)),
    weight: remembered((program) => weigh(judge, program, false)),
    conditionWeight: remembered((program) => weigh(judge, program, true)),
    survivors: (chain) => survivorsOf(chain, judge.gone, isTest),
    touched: (program) => someBelow(program, (below) => removed.has(below)),
  };
  return judge;
}

function isGone(judge: Judge, program: Program): boolean {
  switch (program.kind) {
    case 'command':
      return judge.removed.has(program);
    case 'unread':
      return false;
    case 'and-or':
      return judge.survivors(chainOf(program)).length === 0;
    case 'negation':
    case 'background':
      return judge.gone(program.body);
    case 'sequence':
      if (!program.group) return program.items.length > 0 && program.items.every(judge.gone);
      return judge.weight(program) === 'dead';
    case 'function':
      return judge.weight(program.body) === 'dead' && !judge.called(program);
    case 'pipeline':
    case 'branch':
    case 'loop':
    case 'subshell':
      return judge.weight(program) === 'dead';
  }
}

function weigh(judge: Judge, program: Program, inCondition: boolean): Weight {
  const inner = inCondition ? judge.conditionWeight : judge.weight;
  switch (program.kind) {
    case 'command':
      return weighCommand(judge, program, inCondition);
    case 'unread':
      return 'live';
    case 'and-or':
      return weighChain(judge, chainOf(program), inner);
    case 'negation':
    case 'background':
      return inner(program.body);
    case 'pipeline':
      return together(program.stages.map(inner));
    case 'function':
      return judge.gone(program) ? 'dead' : 'live';
    case 'sequence':
      return redirected(judge, program, together(program.items.map(inner)));
    case 'subshell':
      return redirected(judge, program, inner(program.body));
    case 'branch':
      return redirected(judge, program, weighBranch(judge, program));
    case 'loop':
      return redirected(judge, program, weighLoop(judge, program));
  }
}

function weighCommand({ removed, neutral }: Judge, command: Command, inCondition: boolean): Weight {
  if (removed.has(command)) return 'dead';
  return neutral(command) || (inCondition && isTest(command)) ? 'neutral' : 'live';
}

function weighChain(judge: Judge, chain: Chain, inner: (program: Program) => Weight): Weight {
  const alive = judge.survivors(chain);
  const last = chain.operands.length - 1;
  const weights = alive.map((index) =>
    (index === last ? inner : judge.conditionWeight)(operandAt(chain.operands, index)),
  );
  return together(alive.length === chain.operands.length ? weights : ['dead', ...weights]);
}

function weighBranch({ weight, conditionWeight }: Judge, { arms, otherwise }: Branch): Weight {
  const inArms = arms.flatMap(({ condition, body }) =>
    condition.kind === 'status' ? [conditionWeight(condition.program), weight(body)] : [weight(body)],
  );
  return together(otherwise === null ? inArms : [...inArms, weight(otherwise)]);
}

function weighLoop({ weight, conditionWeight }: Judge, { head, body }: Loop): Weight {
  return together('condition' in head ? [conditionWeight(head.condition), weight(body)] : [weight(body)]);
}

/** What neutral commands print is not nothing where the construct around them writes it to a file. */
function redirected(
  { removed }: Judge,
  program: Extract<Program, { redirects: readonly Redirect[] }>,
  own: Weight,
): Weight {
  if (!program.redirects.some(writesFile)) return own;
  const keeps = someBelow(program, (below) => below.kind === 'command' && !removed.has(below));
  return own === 'dead' && !keeps ? 'dead' : 'live';
}

function together(weights: readonly Weight[]): Weight {
  if (weights.includes('live')) return 'live';
  return weights.includes('dead') ? 'dead' : 'neutral';
}

function writesFile({ operation }: Redirect): boolean {
  return operation.kind === 'write' && literalOf(operation.target) !== '/dev/null';
}

/** `[ … ]`, `[[ … ]]` and `test …`, also negated. */
function isTest(program: Program): boolean {
  if (program.kind === 'negation') return isTest(program.body);
  if (program.kind !== 'command') return false;
  const name = literalOf(program.argv[0]);
  return name === '[' || name === '[[' || name === 'test';
}

function someBelow(program: Program, matches: (below: Program) => boolean): boolean {
  let found = false;
  walk(program, (below) => {
    found ||= matches(below);
    return !found;
  });
  return found;
}

function remembered<Answer>(decide: (program: Program) => Answer): (program: Program) => Answer {
  const known = new Map<Program, Answer>();
  return (program) => {
    const before = known.get(program);
    if (before !== undefined) return before;
    const answer = decide(program);
    known.set(program, answer);
    return answer;
  };
}
