import { parseShell, parseShellText } from '../script/shell/parse.js';
import type { Command, Program } from '../script/program.js';
import { walk } from '../script/walk.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';
import type { SourceFile, Span } from '../source/source-file.js';
import type { Step } from '../world/step.js';

/** `left && right`, or a condition and what stands under it: the right part runs only if the left succeeds. */
interface Guard {
  readonly left: Span;
  readonly right: Span;
}

/** Finds out which steps are not carried out when another one fails (FLOW-4). */
export class Guards {
  readonly #files = new Map<string, readonly Guard[]>();

  constructor(readonly tree: FileTree) {}

  /** True where a failure of the first step keeps the second, which comes later, from running. */
  guards(first: Step, second: Step): boolean {
    if (first.onFailure === 'stops') return true;
    return chainOf(first).some((at) =>
      this.#around(at).some(
        ({ left, right }) => inside(at.span, left) && chainOf(second).some((other) => inside(other.span, right)),
      ),
    );
  }

  #around(command: Command): readonly Guard[] {
    const { file: path, start } = command.span;
    const file = this.tree.read(path);
    if (isReadFailure(file)) return [];
    const script = /(?:^|\/)[^./]*$|\.(?:sh|bash|dash|ksh)$/.test(path) && !/makefile/i.test(path);
    const line = script ? { from: 0, to: file.text.length } : logicalLine(file.text, start);
    const key = `${path} ${line.from}`;
    let guards = this.#files.get(key);
    if (guards === undefined) {
      guards = guardsIn(script ? parseShell(file).program : lineProgram(file, line));
      this.#files.set(key, guards);
    }
    return guards;
  }
}

function chainOf(step: Step): readonly Command[] {
  return [step.command, ...step.callers];
}

function inside(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && outer.start <= inner.start && inner.end <= outer.end;
}

/** A recipe or a `run:` line, with the lines that its backslashes join. */
function logicalLine(text: string, at: number): { readonly from: number; readonly to: number } {
  let from = text.lastIndexOf('\n', at - 1) + 1;
  while (
    from > 1 &&
    text
      .slice(0, from - 1)
      .trimEnd()
      .endsWith('\\') &&
    text[from - 2] === '\\'
  )
    from = text.lastIndexOf('\n', from - 2) + 1;
  let to = text.indexOf('\n', at);
  while (to > 0 && text[to - 1] === '\\') to = text.indexOf('\n', to + 1);
  return { from, to: to === -1 ? text.length : to };
}

/** Prefixes of recipe lines (`@`, `-`, `+`) are no shell text. */
function lineProgram(file: SourceFile, { from, to }: { readonly from: number; readonly to: number }): Program {
  const text = file.text.slice(from, to);
  const prefix = /^[\t ]*[@+-]*/.exec(text)?.[0].length ?? 0;
  return parseShellText(text.slice(prefix), { file: file.path, offset: from + prefix }).program;
}

function guardsIn(program: Program): readonly Guard[] {
  const guards: Guard[] = [];
  walk(program, (node) => {
    if (node.kind === 'and-or' && node.operator === '&&') guards.push({ left: node.left.span, right: node.right.span });
    if (node.kind === 'branch') {
      for (const { condition, body } of node.arms)
        if (condition.kind === 'status') guards.push({ left: condition.program.span, right: body.span });
    }
  });
  return guards;
}
