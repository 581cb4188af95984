import { diagnose, type Diagnostic, type FileLookup, type Values } from '../source/diagnostic.js';
import type { Code } from '../source/codes.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';
import type { SourceFile, Span } from '../source/source-file.js';
import type { ScriptProgram } from '../script/program.js';
import { parseShell } from '../script/shell/parse.js';

/** Limits that keep any input from taking forever (invariant 5). */
export const limits = { states: 128, callDepth: 24, iterations: 64, steps: 5000 } as const;

const parsed = new WeakMap<SourceFile, ScriptProgram>();

/** The program of a script file. The same file gives the same nodes, so that entries that share it agree on them. */
export function programOfFile(file: SourceFile): ScriptProgram {
  let program = parsed.get(file);
  if (program === undefined) {
    program = parseShell(file);
    parsed.set(file, program);
  }
  return program;
}

/** What all paths of one evaluation share. The only mutable thing in the room: it collects what is to be said. */
export class EvaluationContext {
  readonly #programs = new Map<string, ScriptProgram | null>();
  readonly #diagnostics = new Map<string, Diagnostic>();
  readonly #assumptions = new Map<string, Diagnostic>();
  readonly #files = new Set<string>();
  steps = 0;

  constructor(readonly tree: FileTree) {}

  get diagnostics(): readonly Diagnostic[] {
    return [...this.#diagnostics.values()];
  }

  get assumptions(): readonly Diagnostic[] {
    return [...this.#assumptions.values()];
  }

  get files(): readonly string[] {
    return [...this.#files];
  }

  readonly lookup: FileLookup = (path) => this.source(path) ?? undefined;

  source(path: string): SourceFile | null {
    const file = this.tree.read(path);
    return isReadFailure(file) ? null : file;
  }

  /** The program of a script, read once; null where it cannot be read (said as a diagnostic). */
  program(path: string): ScriptProgram | null {
    const known = this.#programs.get(path);
    if (known !== undefined) return known;
    const file = this.tree.read(path);
    const program = isReadFailure(file) ? null : programOfFile(file);
    if (isReadFailure(file)) this.report('unreadable-file', path, { path, why: file.why });
    for (const problem of program?.problems ?? []) {
      const code = /^a blank follows/.test(problem.message) ? 'blank-continuation' : 'script-syntax';
      this.report(code, problem.span, { problem: problem.message });
    }
    this.#programs.set(path, program);
    this.#files.add(path);
    return program;
  }

  report(code: Code, place: Span | string, values: Values): void {
    collect(this.#diagnostics, diagnose(code, place, values, this.lookup));
  }

  assume(code: Code, place: Span | string, values: Values): void {
    collect(this.#assumptions, diagnose(code, place, values, this.lookup));
  }

  /** The text of a span, with runs of blanks as one. */
  text(span: Span): string {
    return (this.source(span.file)?.text.slice(span.start, span.end) ?? '').replace(/\s+/g, ' ').trim();
  }
}

function collect(into: Map<string, Diagnostic>, diagnostic: Diagnostic): void {
  into.set(`${diagnostic.code} ${diagnostic.file} ${diagnostic.line} ${diagnostic.message}`, diagnostic);
}
