import type { Program, Redirect, ScriptProgram } from '../../../script/program.js';
import { walk } from '../../../script/walk.js';
import type { SourceFile } from '../../../source/source-file.js';

/** The whole lines of a heredoc: its body and the line of its delimiter. */
export interface HeredocLines {
  readonly owner: Program;
  readonly start: number;
  readonly end: number;
}

/** The text of a script with the places of everything that is no statement. */
export interface Layout {
  readonly text: string;
  /** Where the script begins (behind a byte order mark) and ends. */
  readonly start: number;
  readonly end: number;
  readonly heredocs: readonly HeredocLines[];
  readonly heredocAt: ReadonlyMap<number, number>;
  readonly heredocEnding: ReadonlyMap<number, number>;
  /** Ends of comments, and of the `#!` line, by their starts; and the other way round. */
  readonly commentAt: ReadonlyMap<number, number>;
  readonly commentEnding: ReadonlyMap<number, number>;
  readonly interpreterLine: number | null;
}

export function layoutOf(file: SourceFile, { program, comments }: ScriptProgram): Layout {
  const { text } = file;
  const start = text.startsWith('\uFEFF', program.span.start) ? program.span.start + 1 : program.span.start;
  const interpreterLine = text.startsWith('#!', start) ? start : null;
  const all = interpreterLine === null ? [...comments] : [interpreterComment(text, start), ...comments];
  const heredocs = heredocsIn(text, program);
  return {
    text,
    start,
    end: program.span.end,
    heredocs,
    heredocAt: new Map(heredocs.map((one) => [one.start, one.end])),
    heredocEnding: new Map(heredocs.map((one) => [one.end, one.start])),
    commentAt: new Map(all.map((one) => [one.start, one.end])),
    commentEnding: new Map(all.map((one) => [one.end, one.start])),
    interpreterLine,
  };
}

function interpreterComment(text: string, start: number): { start: number; end: number } {
  const newline = text.indexOf('\n', start);
  const end = newline === -1 ? text.length : newline;
  return { start, end: text[end - 1] === '\r' ? end - 1 : end };
}

function heredocsIn(text: string, root: Program): HeredocLines[] {
  const found: HeredocLines[] = [];
  walk(root, (owner) => {
    for (const { operation } of redirectsOf(owner)) {
      if (operation.kind !== 'heredoc') continue;
      const { start, end } = operation.body.span;
      found.push({ owner, start, end: nextLine(text, end) });
    }
  });
  return found.sort((a, b) => a.start - b.start);
}

function redirectsOf(program: Program): readonly Redirect[] {
  return 'redirects' in program ? program.redirects : [];
}

/** Where the line behind the one at an offset begins. */
export function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}

/** `lastIndexOf` takes a negative place for 0, so the start of the text is a case of its own. */
function physicalLine(text: string, at: number): number {
  return at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the line of an offset begins. */
export function lineStart({ text, start }: Layout, at: number): number {
  return Math.max(physicalLine(text, at), at >= start ? start : 0);
}

/** Whether nothing but blanks stands before an offset on its line. */
export function beginsLine(layout: Layout, at: number): boolean {
  return /^[ \t]*$/.test(layout.text.slice(lineStart(layout, at), at));
}

interface Step {
  readonly to: number;
  readonly kind: 'blank' | 'newline' | 'comment' | 'separator';
}

/** What stands at an offset between two statements; null where a word or an operator begins. */
function stepAt(layout: Layout, at: number): Step | null {
  const { text } = layout;
  const heredoc = layout.heredocAt.get(at);
  if (heredoc !== undefined && heredoc > at) return { to: heredoc, kind: 'newline' };
  const comment = layout.commentAt.get(at);
  if (comment !== undefined) return { to: comment, kind: 'comment' };
  const character = text.charAt(at);
  if (character === '\n') return { to: at + 1, kind: 'newline' };
  if (/[ \t\r]/.test(character)) return { to: at + 1, kind: 'blank' };
  if (character === '\\') return continuationAt(text, at);
  const separates = character === ';' && !/[;&]/.test(text.charAt(at + 1));
  return separates ? { to: at + 1, kind: 'separator' } : null;
}

function continuationAt(text: string, at: number): Step | null {
  const escaped = /\\[ \t]*\r?\n/y;
  escaped.lastIndex = at;
  return escaped.test(text) ? { to: escaped.lastIndex, kind: 'blank' } : null;
}

function* steps(layout: Layout, from: number, to: number): Generator<Step> {
  for (let at = from; at < to;) {
    const step = stepAt(layout, at);
    if (step === null) return;
    yield step;
    at = step.to;
  }
}

/** Where the next word or operator behind an offset begins. */
export function nextToken(layout: Layout, from: number): number {
  let at = from;
  for (const step of steps(layout, from, layout.end)) at = step.to;
  return at;
}

/** Where the last word or operator before an offset ends. */
export function previousTokenEnd(layout: Layout, from: number): number {
  for (let at = from; ;) {
    const before = stepBack(layout, at);
    if (before === null) return at;
    at = before;
  }
}

function stepBack({ text, start, heredocEnding, commentEnding }: Layout, at: number): number | null {
  if (at <= start) return null;
  const skipped = heredocEnding.get(at) ?? commentEnding.get(at);
  if (skipped !== undefined && skipped < at) return skipped;
  const character = text.charAt(at - 1);
  const escapes = character === '\\' && /\s/.test(text.charAt(at));
  return escapes || /\s/.test(character) ? at - 1 : null;
}

/**
 * Where the line of the statement at `to` begins; null where it stands on the line of what ends at `from`, be it
 * through a backslash.
 */
export function lineStartIn(layout: Layout, from: number, to: number): number | null {
  let start: number | null = null;
  for (const step of steps(layout, from, to)) if (step.kind === 'newline') start = step.to;
  return start;
}

/** Where the line that goes on at `from` ends; null where something at `to` stands on it. */
export function lineEndIn(layout: Layout, from: number, to: number): { content: number; end: number } | null {
  let content = from;
  let at = from;
  for (const step of steps(layout, from, to)) {
    if (step.kind === 'newline') return { content, end: step.to };
    if (step.kind === 'comment') content = step.to;
    at = step.to;
  }
  return at >= layout.end ? { content, end: layout.end } : null;
}

/** Whether a blank line or a comment with a line of its own stands between two statements. */
export function paragraphEndsIn(layout: Layout, from: number, to: number): boolean {
  let fresh = false;
  for (const step of steps(layout, from, to)) {
    if (fresh && (step.kind === 'comment' || (step.kind === 'newline' && blankBefore(layout, step.to)))) return true;
    if (step.kind === 'newline') fresh = true;
    else if (step.kind === 'separator') fresh = false;
  }
  return false;
}

function blankBefore({ text }: Layout, lineEnd: number): boolean {
  return isBlank(text.slice(physicalLine(text, lineEnd - 1), lineEnd));
}

export function isBlank(line: string): boolean {
  return /^\s*$/.test(line);
}

/** The start of the comment lines directly above the line that begins at `below`; `below` where there are none. */
export function commentBlockAbove(layout: Layout, below: number, floor: number): number {
  let start = below;
  while (start > layout.start) {
    const line = lineStart(layout, start - 1);
    const first = line + (/^[ \t]*/.exec(layout.text.slice(line, start))?.[0].length ?? 0);
    const isComment = layout.commentAt.has(first) && first !== layout.interpreterLine;
    if (!isComment || first < floor) break;
    start = line;
  }
  return start;
}

/** The first comment with a line of its own between two offsets. */
export function ownLineComment(layout: Layout, from: number, to: number): number | null {
  let at = from;
  for (const step of steps(layout, from, to)) {
    if (step.kind === 'comment' && beginsLine(layout, at) && at !== layout.interpreterLine) return at;
    at = step.to;
  }
  return null;
}

/** The end of a statement with its `;`, where it has one. */
export function terminatedEnd(layout: Layout, end: number): number {
  for (const step of steps(layout, end, layout.end)) {
    if (step.kind === 'separator') return step.to;
    if (step.kind !== 'blank') break;
  }
  return end;
}

/** The comment that stands behind an offset on the same line. */
export function commentBehind(layout: Layout, from: number): { start: number; end: number } | null {
  let at = from;
  for (const step of steps(layout, from, layout.end)) {
    if (step.kind === 'comment') return { start: at, end: step.to };
    if (step.kind === 'newline') return null;
    at = step.to;
  }
  return null;
}
