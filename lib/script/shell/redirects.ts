import type { HereDoc, Redirect as ShellRedirect, Redirection } from 'unbash';
import type { Piece, Redirect, Word } from '../program.js';
import { enclosing, exactSpanOf, markOpaque, report, spanOf, type Context } from './context.js';
import { appendLiteral, unescapeHeredoc } from './literals.js';
import { appendExpansion, argument, lowerWord } from './words.js';

/** `{fd}>file` takes a free descriptor from 10 on; it is never one that a command writes to unasked. */
const variableDescriptor = 10;
const bothOutputs = -1;

/** Lowers one redirection; null (with unbash's problem) where its target is missing. */
export function lowerRedirect(context: Context, node: Redirection): Redirect | null {
  const own = spanOf(context, node.pos, node.end);
  markOpaque(context, node.pos, node.end);
  if (node.type === 'HereDoc') {
    return {
      span: own,
      descriptor: descriptorOf(node, 0),
      operation: { kind: 'heredoc', body: heredocBody(context, node) },
    };
  }
  if (node.target === undefined) return null;
  const target = lowerWord(context, node.target, argument);
  const span = enclosing(own, [target]);
  if (node.type === 'HereString') {
    return { span, descriptor: descriptorOf(node, 0), operation: { kind: 'herestring', body: target } };
  }
  return { span, ...operationOf(node, target) };
}

function descriptorOf({ descriptor }: Redirection, standard: number): number {
  if (descriptor === undefined) return standard;
  return descriptor.type === 'FileDescriptor' ? descriptor.value : variableDescriptor;
}

function operationOf(node: ShellRedirect, target: Word): Pick<Redirect, 'descriptor' | 'operation'> {
  switch (node.operator) {
    case '<':
      return { descriptor: descriptorOf(node, 0), operation: { kind: 'read', target } };
    case '<>':
      // Opened for both, created and not truncated: for a file that is appending.
      return { descriptor: descriptorOf(node, 0), operation: { kind: 'write', target, append: true } };
    case '<&':
      return { descriptor: descriptorOf(node, 0), operation: { kind: 'duplicate', target } };
    case '>&':
      if (node.descriptor === undefined && namesFile(target)) return writeBoth(target, false);
      return { descriptor: descriptorOf(node, 1), operation: { kind: 'duplicate', target } };
    case '&>':
      return writeBoth(target, false);
    case '&>>':
      return writeBoth(target, true);
    case '>':
    case '>|':
    case '>>':
      return {
        descriptor: descriptorOf(node, 1),
        operation: { kind: 'write', target, append: node.operator === '>>' },
      };
  }
}

function writeBoth(target: Word, append: boolean): Pick<Redirect, 'descriptor' | 'operation'> {
  return { descriptor: bothOutputs, operation: { kind: 'write', target, append } };
}

/** `>&word` writes to a file unless the word is a descriptor, `-` or `N-`; an expansion is taken for a descriptor. */
function namesFile({ pieces }: Word): boolean {
  const text = pieces.map((piece) => (piece.kind === 'literal' ? piece.text : '')).join('');
  return pieces.some((piece) => piece.kind === 'literal') && !/^(?:\d+-?|-)?$/.test(text);
}

function heredocBody(context: Context, node: HereDoc): Word {
  const { body, closing, delimiter, operator } = node;
  markOpaque(context, body.pos, closing?.end ?? body.end);
  const span = exactSpanOf(context, body.pos, body.end);
  const stripsTabs = operator === '<<-';
  if (delimiter === undefined) report(context, 'the heredoc has no delimiter', span);
  if (delimiter === undefined || delimiter.quoted || body.parts === undefined) {
    const text = stripsTabs ? body.text.replace(/^\t+/gm, '') : body.text;
    const literal = delimiter?.quoted === true ? text : unescapeHeredoc(text);
    return { span, pieces: [{ kind: 'literal', text: literal, quoted: true }] };
  }
  const pieces: Piece[] = [];
  for (const part of body.parts) {
    if (part.type === 'Literal') {
      appendLiteral(pieces, heredocText(context, part.text, part.pos, stripsTabs ? body.pos : null), true);
    } else {
      appendExpansion(context, pieces, part);
    }
  }
  return { span, pieces };
}

/** Tabs go before escapes are read; `bodyStart` is null where they stay. */
function heredocText(context: Context, text: string, at: number, bodyStart: number | null): string {
  if (bodyStart === null) return unescapeHeredoc(text);
  const beginsLine = at === bodyStart || context.source.charAt(at - 1) === '\n';
  return unescapeHeredoc(text.replace(beginsLine ? /(^|\n)\t+/g : /(\n)\t+/g, '$1'));
}
