import { parse } from 'unbash';
import type { SourceFile, Span } from '../../source/source-file.js';
import type { Program, ScriptProgram, Sequence } from '../program.js';
import { findComments } from './comments.js';
import { unread, type Context, type Problem, type Shared } from './context.js';
import { applyCuts, findCuts, type Cut } from './preprocess.js';
import { lowerScript } from './statements.js';

/** Which shell reads the text where it has no `#!` line of its own. */
export type ShellDialect = 'bash' | 'posix';

/** Where a text stands in its file. Offsets inside strings of another language can be approximate: the caller knows. */
export interface ShellPlace {
  readonly file: string;
  readonly offset: number;
  readonly dialect?: ShellDialect;
}

/** unbash's time grows with the square of this number where the delimiters are missing. */
const maximumHeredocs = 5000;

/** Reads a shell script. Never throws: what cannot be read is `Unread` and in `problems`. */
export function parseShell(file: SourceFile): ScriptProgram {
  return parseShellText(file.text, { file: file.path, offset: 0 });
}

/**
 * Reads shell text that stands in another file: the argument of `sh -c`, the body of a trap, a recipe.
 *
 * A text with CRLF line ends is read as if it had LF. Braces are expanded unless the `#!` line names a POSIX shell
 * (sh, dash, ash), or `place.dialect` says so for text without one.
 */
export function parseShellText(text: string, place: ShellPlace): ScriptProgram {
  const joins: Cut[] = [];
  const cuts = findCuts(text);
  for (;;) {
    const reading = readOnce(text, [...cuts, ...joins], place);
    const found = reading.blankedBackslashes.map((at) => blanksBehind(text, at - place.offset));
    const fresh = found.filter((cut) => !joins.some((join) => join.start === cut.start));
    if (fresh.length === 0) return withJoins(reading.script, joins, place);
    joins.push(...fresh);
  }
}

interface Reading {
  readonly script: ScriptProgram;
  readonly blankedBackslashes: readonly number[];
}

function readOnce(original: string, cuts: readonly Cut[], place: ShellPlace): Reading {
  const { text, map } = applyCuts(original, cuts, place.offset);
  const shared: Shared = {
    file: place.file,
    bash: isBash(text, place.dialect ?? 'bash'),
    problems: new Map(),
    opaque: new Uint8Array(text.length),
    blankedBackslashes: [],
    lowerScript,
  };
  const context: Context = { shared, source: text, map, inFileText: true, depth: 0 };
  const program = readProgram(context, wholeSpan(original, place));
  const problems = [...shared.problems.values()].sort((a, b) => a.span.start - b.span.start);
  const comments = findComments(context);
  return {
    script: { program, problems, comments },
    blankedBackslashes: shared.blankedBackslashes.map((at) => map.start(at)),
  };
}

function wholeSpan(text: string, place: ShellPlace): Span {
  return { file: place.file, start: place.offset, end: place.offset + text.length };
}

function readProgram(context: Context, span: Span): Program {
  const { source } = context;
  const heredocs = source.split('<<', maximumHeredocs + 1).length - 1;
  if (heredocs >= maximumHeredocs)
    return unread(context, 0, source.length, 'the script has too many heredocs to be read');
  try {
    const script = lowerScript(context, parse(source));
    return { ...script, span, items: [...script.items, ...unreadRest(context, script, span)] };
  } catch (error) {
    // The depth limits keep within the stack as Node sets it up; a caller can have less of it left.
    if (!(error instanceof RangeError)) throw error;
    return unread(context, 0, source.length, 'the script is nested too deeply to be read');
  }
}

/** After some syntax errors unbash stops: what it left out must not look as if it were not there. */
function unreadRest(context: Context, script: Sequence, whole: Span): Program[] {
  const { source, shared, map } = context;
  if (shared.problems.size === 0) return [];
  const last = script.items.at(-1)?.span.end ?? whole.start;
  const rest = /[^\s;&]/g;
  rest.lastIndex = Math.max(0, last - whole.start - (whole.end - whole.start - source.length));
  for (let match = rest.exec(source); match !== null; match = rest.exec(source)) {
    const at = match.index;
    if (map.start(at) < last || shared.opaque[at] === 1) continue;
    if (source[at] !== '#')
      return [
        unread(context, at, source.trimEnd().length, 'the rest is not read, because of the syntax error before it'),
      ];
    const lineEnd = source.indexOf('\n', at);
    if (lineEnd === -1) break;
    rest.lastIndex = lineEnd;
  }
  return [];
}

/** `#!/bin/sh`, `#!/usr/bin/env dash`, `#!/bin/busybox ash` name shells without brace expansion. */
function isBash(text: string, dialect: ShellDialect): boolean {
  const line = /^#!.*/.exec(text)?.[0];
  if (line === undefined) return dialect === 'bash';
  const words = line
    .slice(2)
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^.*\//, ''));
  return !words.some((word) => word === 'sh' || word === 'dash' || word === 'ash');
}

function blanksBehind(text: string, backslash: number): Cut {
  let end = backslash + 1;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return { start: backslash + 1, end };
}

/** Published scripts have this defect and people mean a continuation, so it is read as one and noted (DF-T2). */
function withJoins(script: ScriptProgram, joins: readonly Cut[], place: ShellPlace): ScriptProgram {
  if (joins.length === 0) return script;
  const noted = joins.map(({ start, end }): Problem => {
    const span = { file: place.file, start: place.offset + start - 1, end: place.offset + end };
    return {
      message:
        'a blank follows the backslash at the end of the line, so the shell does not continue the line; it is read as if it did',
      span,
    };
  });
  const problems = [...script.problems, ...noted].sort((a, b) => a.span.start - b.span.start);
  return { ...script, problems };
}
