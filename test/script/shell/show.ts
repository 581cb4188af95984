import { parseShellText, type ShellDialect } from '../../../lib/script/shell/parse.js';
import type {
  Assignment,
  Parameter,
  Piece,
  Program,
  Redirect,
  ScriptProgram,
  Word,
} from '../../../lib/script/program.js';

/** A script of the file `s.sh`. */
export function read(text: string, dialect: ShellDialect = 'bash'): ScriptProgram {
  return parseShellText(text, { file: 's.sh', offset: 0, dialect });
}

/** A program as one line: what a table of expected results is written in. */
export function show(program: Program): string {
  switch (program.kind) {
    case 'sequence': {
      const items = program.items.map(show).join('; ');
      return program.group ? `{${items}}${redirects(program.redirects)}` : `[${items}]`;
    }
    case 'and-or':
      return `(${show(program.left)} ${program.operator} ${show(program.right)})`;
    case 'negation':
      return `not(${show(program.body)})`;
    case 'pipeline':
      return `pipe(${program.stages.map((stage, at) => show(stage) + (program.merge[at] ? ' +err' : '')).join(', ')})`;
    case 'branch':
      return `branch(${arms(program)})${redirects(program.redirects)}`;
    case 'loop':
      return `loop(${head(program.head)}: ${show(program.body)})${redirects(program.redirects)}`;
    case 'function':
      return `function ${program.name} ${show(program.body)}`;
    case 'subshell':
      return `sub${show(program.body)}${redirects(program.redirects)}`;
    case 'background':
      return `background(${show(program.body)})`;
    case 'command':
      return (
        [...program.assignments.map(assignment), ...program.argv.map(word)].join(' ') + redirects(program.redirects)
      );
    case 'unread':
      return 'unread';
  }
}

function arms(program: Extract<Program, { kind: 'branch' }>): string {
  const shown = program.arms.map(({ condition, body, fallsThrough }) => {
    const test =
      condition.kind === 'status'
        ? show(condition.program)
        : `${word(condition.subject)} ~ ${condition.patterns.map(word).join('|')}`;
    return `${test} => ${show(body)}${fallsThrough ? ' ...' : ''}`;
  });
  return [...shown, ...(program.otherwise === null ? [] : [`else ${show(program.otherwise)}`])].join(', ');
}

function head(of: Extract<Program, { kind: 'loop' }>['head']): string {
  if (of.kind === 'list') return `${of.variable} in ${of.items.map(word).join(' ')}`;
  return of.kind === 'opaque' ? `opaque <${of.text}> ${of.variables.join(',')}` : `${of.kind} ${show(of.condition)}`;
}

function assignment({ name, index, append, value }: Assignment): string {
  const shown = 'pieces' in value ? word(value) : `(${value.map(word).join(' ')})`;
  return `${name}${index === null ? '' : `[${index}]`}${append ? '+' : ''}:=${shown}`;
}

function redirects(all: readonly Redirect[]): string {
  return all.map((one) => ` ${redirect(one)}`).join('');
}

function redirect({ descriptor, operation }: Redirect): string {
  switch (operation.kind) {
    case 'write':
      return `${descriptor}${operation.append ? '>>' : '>'}${word(operation.target)}`;
    case 'read':
      return `${descriptor}<${word(operation.target)}`;
    case 'duplicate':
      return `${descriptor}&${word(operation.target)}`;
    default:
      return `${descriptor}<${operation.kind}:${word(operation.body)}`;
  }
}

/** Literals bare or in single quotes, globs in slashes, `"` before everything else that was quoted. */
export function word({ pieces }: Word): string {
  return pieces.length === 0 ? '<nothing>' : pieces.map(piece).join('');
}

function piece(one: Piece): string {
  switch (one.kind) {
    case 'literal':
      return one.quoted ? `'${one.text.replaceAll('\n', '\\n')}'` : one.text;
    case 'glob':
      return `/${one.text}/`;
    case 'parameter':
      return `${one.quoted ? '"' : ''}\${${one.name}${one.index === null ? '' : `[${one.index}]`}${operator(one)}}`;
    case 'output':
      return `${one.quoted ? '"' : ''}$(${show(one.program)})`;
    case 'arithmetic':
      return `${one.quoted ? '"' : ''}$((${one.text}))`;
    case 'process':
      return `${one.direction}(${show(one.program)})`;
  }
}

function operator({ operator: of }: Parameter): string {
  if (of === null) return '';
  switch (of.kind) {
    case 'default':
      return ` ${of.symbol} ${word(of.operand)}`;
    case 'trim':
      return ` ${of.symbol} ${word(of.pattern)}`;
    case 'replace':
      return ` ${of.symbol} ${word(of.pattern)} by ${word(of.replacement)}`;
    case 'slice':
      return ` from ${word(of.offset)}${of.length === null ? '' : ` for ${word(of.length)}`}`;
    case 'case':
      return ` ${of.symbol}`;
    case 'other':
      return ` other <${of.text}>`;
    case 'length':
    case 'indirect':
      return ` ${of.kind}`;
  }
}
