import type { SourceFile, Span } from './source-file.js';
import { homeOf, linesOf, positionAt } from './source-file.js';
import { codeTable, type Code } from './codes.js';

export type Severity = 'error' | 'warning' | 'note';

/** A piece of a legacy file that a decision rests on. */
export interface Evidence {
  readonly role: string;
  readonly file: string;
  /** 1-based, inclusive. */
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
}

/** What a person is told: always a code, a place and a next step (invariant 6). */
export interface Diagnostic {
  readonly code: Code;
  /** Rule id of the semantics the code rests on, for example `CP-B4`. */
  readonly rule?: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  readonly related?: readonly Evidence[];
  readonly file: string | null;
  /** 1-based; 1 where the whole file is meant. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Finds the text of a file by its repository-relative path. */
export type FileLookup = (path: string) => SourceFile | undefined;

export type Values = Readonly<Record<string, string>>;

/** Replaces `{name}` by its value; an unknown name stays visible, so that a test finds it. */
export function fillTemplate(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/**
 * Makes a diagnostic from the code table.
 *
 * @param place a span, a file path, or null for the repository as a whole
 * @param values fill the `{name}` places of the code's message and hint
 */
export function diagnose(
  code: Code,
  place: Span | string | null,
  values: Values,
  files: FileLookup,
  related: readonly Evidence[] = [],
): Diagnostic {
  const entry = codeTable[code];
  return {
    code,
    ...(entry.rule === undefined ? {} : { rule: entry.rule }),
    severity: entry.severity,
    message: fillTemplate(entry.message, values),
    hint: fillTemplate(entry.hint, values),
    ...(related.length === 0 ? {} : { related }),
    ...rangeOf(place, files),
  };
}

type Range = Pick<Diagnostic, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'>;

function rangeOf(place: Span | string | null, files: FileLookup): Range {
  const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  if (place === null) return { file: place, ...start };
  if (typeof place === 'string') return { file: homeOf({ file: place, start: 0, end: 0 }).file, ...start };
  const home = homeOf(place);
  const file = files(home.file);
  if (file === undefined) return { file: home.file, ...start };
  if (file.writtenBy !== undefined) return rangeOf(file.writtenBy, files);
  const from = positionAt(file, home.start);
  const to = positionAt(file, home.end);
  return { file: home.file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** The lines that a span touches, as evidence with its text (trailing newline removed). */
export function evidenceOf(role: string, written: Span, files: FileLookup): Evidence {
  const span = homeOf(written);
  const file = files(span.file);
  if (file === undefined) return { role, file: span.file, line: 1, endLine: 1, text: '' };
  if (file.writtenBy !== undefined) return evidenceOf(role, file.writtenBy, files);
  return { role, file: span.file, ...linesOf(file, span), text: file.text.slice(span.start, span.end).trimEnd() };
}
