import type {
  Assignment,
  CommandOutput,
  Parameter,
  Piece,
  ProcessSubstitution,
  Program,
  Redirect,
  Word,
} from './program.js';

/** The programs that stand directly in a program, in source order; not those within its words. */
export function childrenOf(program: Program): readonly Program[] {
  switch (program.kind) {
    case 'sequence':
      return program.items;
    case 'and-or':
      return [program.left, program.right];
    case 'pipeline':
      return program.stages;
    case 'branch': {
      const inArms = program.arms.flatMap(({ condition, body }) =>
        condition.kind === 'status' ? [condition.program, body] : [body],
      );
      return program.otherwise === null ? inArms : [...inArms, program.otherwise];
    }
    case 'loop':
      return 'condition' in program.head ? [program.head.condition, program.body] : [program.body];
    case 'negation':
    case 'function':
    case 'subshell':
    case 'background':
      return [program.body];
    case 'command':
    case 'unread':
      return [];
  }
}

/** Visits a program and everything below it, in source order, parents first; `false` leaves out what is below. */
export function walk(program: Program, visit: (program: Program) => unknown): void {
  const waiting: Program[] = [program];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (visit(next) === false) continue;
    const children = childrenOf(next);
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child !== undefined) waiting.push(child);
    }
  }
}

/** Every program below the root with the one it directly stands in; the root has none. */
export function parentsOf(root: Program): ReadonlyMap<Program, Program> {
  const parents = new Map<Program, Program>();
  walk(root, (program) => {
    for (const child of childrenOf(program)) parents.set(child, program);
  });
  return parents;
}

/** The words that belong to a program itself: not those of its children. */
export function wordsOf(program: Program): readonly Word[] {
  switch (program.kind) {
    case 'command':
      return [
        ...program.assignments.flatMap(wordsOfAssignment),
        ...program.argv,
        ...program.redirects.map(wordOfRedirect),
      ];
    case 'branch': {
      const inConditions = program.arms.flatMap(({ condition }, index) => {
        if (condition.kind === 'status') return [];
        return index === 0 ? [condition.subject, ...condition.patterns] : condition.patterns;
      });
      return [...inConditions, ...program.redirects.map(wordOfRedirect)];
    }
    case 'loop':
      return [...(program.head.kind === 'list' ? program.head.items : []), ...program.redirects.map(wordOfRedirect)];
    case 'sequence':
    case 'subshell':
      return program.redirects.map(wordOfRedirect);
    case 'and-or':
    case 'pipeline':
    case 'negation':
    case 'function':
    case 'background':
    case 'unread':
      return [];
  }
}

function wordsOfAssignment({ value }: Assignment): readonly Word[] {
  return 'pieces' in value ? [value] : value;
}

function wordOfRedirect({ operation }: Redirect): Word {
  return 'target' in operation ? operation.target : operation.body;
}

/** The command and process substitutions of a word, also those in the operands of its parameters, in source order. */
export function outputsOf(word: Word): readonly (CommandOutput | ProcessSubstitution)[] {
  return word.pieces.flatMap(outputsOfPiece);
}

function outputsOfPiece(piece: Piece): readonly (CommandOutput | ProcessSubstitution)[] {
  if (piece.kind === 'output' || piece.kind === 'process') return [piece];
  return piece.kind === 'parameter' ? operandsOf(piece.operator).flatMap(outputsOf) : [];
}

/** The words that an operator of a parameter holds, in source order. */
export function operandsOf(operator: Parameter['operator']): readonly Word[] {
  switch (operator?.kind) {
    case 'default':
      return [operator.operand];
    case 'trim':
      return [operator.pattern];
    case 'replace':
      return [operator.pattern, operator.replacement];
    case 'slice':
      return operator.length === null ? [operator.offset] : [operator.offset, operator.length];
    default:
      return [];
  }
}
