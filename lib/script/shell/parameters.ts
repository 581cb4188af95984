import type { ParameterExpansionPart, ParameterOperation, Word as ShellWord } from 'unbash';
import type { Span } from '../../source/source-file.js';
import type { Parameter, ParameterOperator, Word } from '../program.js';
import { operandsOf } from '../walk.js';
import { enclosing, spanOf, type Context } from './context.js';
import { joinLines } from './literals.js';
import { argument, inQuotes, lowerWord, plain } from './words.js';

export function simpleParameter(name: string, quoted: boolean, span: Span): Parameter {
  return { kind: 'parameter', name, index: null, operator: null, quoted, span };
}

/** Lowers `${…}`; what program.ts has no operator for stays as text (`other`). */
export function lowerParameter(context: Context, part: ParameterExpansionPart, quoted: boolean): Parameter {
  const own = spanOf(context, part.pos, part.end);
  const index = part.index === undefined ? null : joinLines(part.index.text);
  const operator = operatorOf(context, part, quoted);
  const span = enclosing(own, operandsOf(operator));
  return { kind: 'parameter', name: joinLines(part.parameter), index, operator, quoted, span };
}

function operatorOf(context: Context, part: ParameterExpansionPart, quoted: boolean): ParameterOperator | null {
  const { prefix, operation } = part;
  if (operation === undefined) return prefixOperator(part);
  if (prefix !== undefined) return { kind: 'other', text: part.text.slice(2, -1) };
  return lowerOperation(context, operation, quoted);
}

function prefixOperator({ prefix, index, text }: ParameterExpansionPart): ParameterOperator | null {
  if (prefix === undefined) return null;
  if (prefix === '#') return { kind: 'length' };
  const listsKeys = index !== undefined && (index.text === '@' || index.text === '*');
  return listsKeys ? { kind: 'other', text: text.slice(2, -1) } : { kind: 'indirect' };
}

function lowerOperation(context: Context, operation: ParameterOperation, quoted: boolean): ParameterOperator {
  // Patterns keep their meaning inside double quotes: only quotes of their own take it from them.
  const pattern = (word: ShellWord): Word => lowerWord(context, word, plain);
  const value = (word: ShellWord): Word => lowerWord(context, word, quoted ? inQuotes : argument);
  switch (operation.type) {
    case 'Default':
      return { kind: 'default', symbol: operation.operator, operand: value(operation.operand) };
    case 'Remove':
      return { kind: 'trim', symbol: operation.operator, pattern: pattern(operation.operand) };
    case 'Replace':
      return {
        kind: 'replace',
        symbol: operation.operator,
        pattern: pattern(operation.pattern),
        replacement: value(operation.replacement),
      };
    case 'Slice': {
      const length = operation.length === undefined ? null : lowerWord(context, operation.length, inQuotes);
      return { kind: 'slice', offset: lowerWord(context, operation.offset, inQuotes), length };
    }
    case 'CaseModification':
      if (operation.operand === undefined) return { kind: 'case', symbol: operation.operator };
      return other(context, operation);
    default:
      return other(context, operation);
  }
}

function other(context: Context, operation: ParameterOperation): ParameterOperator {
  return { kind: 'other', text: context.source.slice(operation.pos, operation.end) };
}
