import type { ParsedScript } from 'unbash';
import type { Span } from '../../source/source-file.js';
import type { Program, ScriptProgram, Unread } from '../program.js';
import type { OffsetMap } from './preprocess.js';

/**
 * How deep lowering follows nested constructs. Real scripts stay below 30; the bound keeps the stack of every later
 * reader of the program safe.
 */
export const maximumDepth = 200;

/** `a && b && c` is left-nested in the program, so the length of a chain is depth for everyone who reads it. */
export const maximumChain = 1000;

export type Problem = ScriptProgram['problems'][number];

/** What the lowering of one file collects and knows, whatever the place in it. */
export interface Shared {
  readonly file: string;
  /** Brace expansion, and tilde expansion in `name=~` arguments: bash does both, POSIX shells neither. */
  readonly bash: boolean;
  readonly problems: Map<string, Problem>;
  /** One byte for each character of the parsed text: 1 in words and heredocs, where `#` begins no comment. */
  readonly opaque: Uint8Array;
  /** Offsets in the parsed text of backslashes that stand before blanks at the end of a line. */
  readonly blankedBackslashes: number[];
  /** Lowers the script of a substitution; passed down so that words need not import statements. */
  readonly lowerScript: (context: Context, script: ParsedScript) => Program;
}

/** Where lowering stands: the text that node offsets index, its map to the file, and the depth. */
export interface Context {
  readonly shared: Shared;
  readonly source: string;
  readonly map: OffsetMap;
  /** False inside a decoded backquote body, whose offsets do not index the parsed text of the file. */
  readonly inFileText: boolean;
  readonly depth: number;
}

/** The span of a node. unbash lets a word end behind an escaped newline that follows it; the span does not. */
export function spanOf(context: Context, start: number, end: number): Span {
  let from = start;
  let to = end;
  while (to - from >= 2 && continuesAt(context.source, to - 2)) to -= 2;
  while (to - from >= 2 && continuesAt(context.source, from)) from += 2;
  return exactSpanOf(context, from, to);
}

/**
 * The span of a range whose escaped newlines belong to it. An empty range lies where the text before it ends. unbash
 * can place the end of an unclosed expansion behind the text.
 */
export function exactSpanOf({ source, map, shared: { file } }: Context, start: number, end: number): Span {
  const last = Math.min(Math.max(start, end), source.length);
  const to = map.end(last);
  return { file, start: last > start ? Math.min(map.start(start), to) : to, end: to };
}

function continuesAt(source: string, at: number): boolean {
  if (source[at] !== '\\' || source[at + 1] !== '\n') return false;
  let before = at;
  while (source[before - 1] === '\\') before--;
  return (at - before) % 2 === 0;
}

/** The span of a node, widened over its children: after a syntax error unbash can end a node before its children. */
export function enclosing(own: Span, children: readonly { readonly span: Span }[]): Span {
  let { start, end } = own;
  for (const { span } of children) {
    start = Math.min(start, span.start);
    end = Math.max(end, span.end);
  }
  return { file: own.file, start, end };
}

export function deeper(context: Context): Context {
  return { ...context, depth: context.depth + 1 };
}

export function report(context: Context, message: string, span: Span): void {
  context.shared.problems.set(`${span.start}:${message}`, { message, span });
}

/** Marks a range in which `#` begins no comment; `clear` opens the script of a substitution within a word again. */
export function markOpaque(context: Context, start: number, end: number, clear = false): void {
  if (context.inFileText && end > start) context.shared.opaque.fill(clear ? 0 : 1, start, end);
}

export function unread(context: Context, start: number, end: number, why: string): Unread {
  const span = spanOf(context, start, end);
  markOpaque(context, start, end);
  report(context, why, span);
  return { kind: 'unread', span, why };
}
