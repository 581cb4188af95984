import type { AndOr, Program } from '../../../script/program.js';

/** `a && b || c` laid out flat: both operators bind alike, to the left. */
export interface Chain {
  readonly operands: readonly Program[];
  /** The operator in front of each operand; that of the first is unused. */
  readonly operators: readonly AndOr['operator'][];
}

export function chainOf(program: AndOr): Chain {
  const operands: Program[] = [];
  const operators: AndOr['operator'][] = [];
  let left: Program = program;
  for (; left.kind === 'and-or'; left = left.left) {
    operands.push(left.right);
    operators.push(left.operator);
  }
  return { operands: [left, ...operands.reverse()], operators: ['&&', ...operators.reverse()] };
}

/**
 * Places of the operands that remain when `gone` ones are taken out. A failure handler goes with what it handles, and
 * tests that guard nothing but a dead last operand go with it: alone they would end a script under `set -e`.
 */
export function survivorsOf(
  { operands, operators }: Chain,
  gone: (program: Program) => boolean,
  isTest: (program: Program) => boolean,
): readonly number[] {
  const alive: number[] = [];
  operands.forEach((operand, index) => {
    const handles = index > 0 && operators[index] === '||' && alive.length === 0;
    if (!handles && !gone(operand)) alive.push(index);
  });
  const lastLives = alive.at(-1) === operands.length - 1;
  const onlyTests = alive.every((index) => isTest(operandAt(operands, index)));
  return !lastLives && onlyTests ? [] : alive;
}

/** An operand at a place that is known to exist. */
export function operandAt(operands: readonly Program[], index: number): Program {
  const operand = operands[index];
  if (operand === undefined) throw new RangeError(`a chain has no operand ${index}`);
  return operand;
}
