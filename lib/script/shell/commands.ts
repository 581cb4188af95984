import type {
  ArithmeticCommand,
  Assignment as ShellAssignment,
  Command as ShellCommand,
  Redirection,
  TestCommand,
  TestExpression,
} from 'unbash';
import type { Assignment, Command, Piece, Redirect, Word } from '../program.js';
import { enclosing, markOpaque, report, spanOf, type Context } from './context.js';
import { joinLines } from './literals.js';
import { lowerRedirect } from './redirects.js';
import { argument, assigned, lowerArguments, lowerWord, plain } from './words.js';

export function lowerRedirects(context: Context, nodes: readonly Redirection[]): Redirect[] {
  return nodes.map((node) => lowerRedirect(context, node)).filter((redirect) => redirect !== null);
}

/** Lowers a simple command: assignments in front, words, redirections wherever they stand. */
export function lowerCommand(context: Context, node: ShellCommand): Command {
  const assignments: Assignment[] = [];
  const redirects: Redirect[] = [];
  for (const item of node.prefix) {
    if (item.type === 'Assignment') assignments.push(lowerAssignment(context, item));
    else redirects.push(...lowerRedirects(context, [item]));
  }
  const argv = node.name === undefined ? [] : lowerArguments(context, [node.name]);
  for (const item of node.suffix) {
    if (item.type === 'Word') for (const word of lowerArguments(context, [item])) argv.push(word);
    else if (item.type === 'Assignment') argv.push(assignmentAsWord(context, item));
    else redirects.push(...lowerRedirects(context, [item]));
  }
  reportParenthesis(context, node);
  const span = enclosing(spanOf(context, node.pos, node.end), [...assignments, ...argv, ...redirects]);
  return { kind: 'command', span, assignments, argv, redirects };
}

/** unbash passes over the `(` of `name (` where no function follows. */
function reportParenthesis(context: Context, { name }: ShellCommand): void {
  if (name === undefined) return;
  const parenthesis = /(?:[ \t]|\\\n)*\(/y;
  parenthesis.lastIndex = name.end;
  if (!parenthesis.test(context.source)) return;
  report(context, "unexpected token '('", spanOf(context, parenthesis.lastIndex - 1, parenthesis.lastIndex));
}

function lowerAssignment(context: Context, node: ShellAssignment): Assignment {
  const { value } = node;
  // Comments can stand between the elements of an array.
  markOpaque(context, node.pos, value.pos);
  const lowered = value.type === 'Word' ? lowerWord(context, value, assigned) : lowerArguments(context, value.elements);
  return {
    span: enclosing(spanOf(context, node.pos, node.end), 'pieces' in lowered ? [lowered] : lowered),
    name: node.name,
    append: node.append === true,
    index: node.index === undefined ? null : joinLines(node.index.text),
    value: lowered,
  };
}

/** `export a=b` is a command with the word `a=b`; the elements of an array become pieces with blanks between. */
function assignmentAsWord(context: Context, node: ShellAssignment): Word {
  const { value } = node;
  // Comments can stand between the elements of an array.
  markOpaque(context, node.pos, value.pos);
  const head = literal(joinLines(context.source.slice(node.pos, value.pos)), false);
  const pieces =
    value.type === 'Word' ? lowerWord(context, value, assigned).pieces : arrayPieces(context, value.elements);
  const [first, ...rest] = pieces;
  const joins = first?.kind === 'literal' && !first.quoted;
  const joined = joins ? [literal(head.text + first.text, false), ...rest] : [head, ...pieces];
  const spanned = joined.filter((piece) => 'span' in piece);
  return { span: enclosing(spanOf(context, node.pos, node.end), spanned), pieces: joined };
}

function arrayPieces(context: Context, elements: readonly ShellElement[]): Piece[] {
  const words = elements.map((element) => lowerWord(context, element, argument).pieces);
  const separated = words.flatMap((pieces, index) => (index === 0 ? pieces : [literal(' ', false), ...pieces]));
  return [literal('(', false), ...separated, literal(')', false)];
}

type ShellElement = Parameters<typeof lowerWord>[1];

function literal(text: string, quoted: boolean): Extract<Piece, { kind: 'literal' }> {
  return { kind: 'literal', text, quoted };
}

/** `(( … ))`: the word `((` and the text between. */
export function lowerArithmetic(context: Context, node: ArithmeticCommand, redirects: readonly Redirect[]): Command {
  markOpaque(context, node.pos, node.end);
  const open = node.pos + 2;
  const argv = [wordAt(context, node.pos, open), wordAt(context, open, open + node.body.length, true)];
  return { kind: 'command', span: spanOf(context, node.pos, node.end), assignments: [], argv, redirects };
}

function wordAt(context: Context, start: number, end: number, quoted = false): Word {
  return { span: spanOf(context, start, end), pieces: [literal(context.source.slice(start, end), quoted)] };
}

/** `[[ … ]]`: every operand and operator is a word of its own, operators unquoted. */
export function lowerTest(context: Context, node: TestCommand, redirects: readonly Redirect[]): Command {
  const own = spanOf(context, node.pos, node.end);
  const argv = [wordAt(context, node.pos, node.pos + 2)];
  appendTest(context, argv, node.expression);
  if (node.end > node.pos) argv.push(wordAt(context, node.end - 2, node.end));
  return { kind: 'command', span: enclosing(own, argv), assignments: [], argv, redirects };
}

function appendTest(context: Context, words: Word[], node: TestExpression): void {
  switch (node.type) {
    case 'TestUnary':
      // `[[ word ]]` has no operator in the text.
      if (node.operand.pos > node.pos) words.push(wordAt(context, node.pos, node.pos + node.operator.length));
      words.push(lowerWord(context, node.operand, argument));
      break;
    case 'TestBinary': {
      words.push(lowerWord(context, node.left, argument));
      words.push(operatorBetween(context, node.operator, node.left.end, node.right.pos));
      words.push(lowerWord(context, node.right, node.operator === '=~' ? plain : argument));
      break;
    }
    case 'TestLogical': {
      for (const [index, operand] of node.operands.entries()) {
        const before = node.operands[index - 1];
        if (before !== undefined) words.push(operatorBetween(context, node.operator, before.end, operand.pos));
        appendTest(context, words, operand);
      }
      break;
    }
    case 'TestNot':
      for (const negation of node.negations) words.push(wordAt(context, negation.pos, negation.end));
      appendTest(context, words, node.operand);
      break;
    case 'TestGroup':
      words.push(wordAt(context, node.pos, node.pos + 1));
      appendTest(context, words, node.expression);
      if (node.end > node.pos) words.push(wordAt(context, node.end - 1, node.end));
  }
}

function operatorBetween(context: Context, operator: string, from: number, to: number): Word {
  const found = context.source.indexOf(operator, from);
  const start = found === -1 || found + operator.length > to ? Math.min(from, to) : found;
  const end = Math.min(start + operator.length, Math.max(from, to));
  return { span: spanOf(context, start, end), pieces: [literal(operator, false)] };
}
