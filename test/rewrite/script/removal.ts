import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { applyEdits } from '../../../lib/rewrite/edit.js';
import { removeStatements, type RemoveEdit, type RemoveResult } from '../../../lib/rewrite/script/shell.js';
import type { Command, Program, ScriptProgram } from '../../../lib/script/program.js';
import { parseShell } from '../../../lib/script/shell/parse.js';
import { everyProgram } from '../../../lib/rewrite/script/shell/calls.js';
import type { SourceFile } from '../../../lib/source/source-file.js';

export function fileOf(text: string): SourceFile {
  return { path: 'build.sh', text, encoding: 'utf8', mode: 0o755 };
}

/** Every command of a script, also those within words. */
export function commandsOf({ program }: ScriptProgram): readonly Command[] {
  return everyProgram(program).flatMap(({ program: found }) => (found.kind === 'command' ? [found] : []));
}

export function sourceOf(text: string, { span }: Program): string {
  return text.slice(span.start, span.end);
}

const neutralNames = new Set(['cd', 'set', 'true', ':', 'echo', 'local', 'sleep']);

export function isNeutral({ argv }: Command): boolean {
  const [piece] = argv[0]?.pieces ?? [];
  return piece?.kind === 'literal' && neutralNames.has(piece.text);
}

/** What the removed commands of the cases look like: the steps of a builder pattern. */
export const builderSteps =
  /^(?:\w+=\$\(docker create|docker (?:container )?(?:create|cp|rm)\b|docker build [^]*Dockerfile\.build|rm (?:-\w+ )?(?:\.\/)?app|mkdir|trap|extract)/;

export function removeMatching(text: string, pattern: RegExp): RemoveResult {
  const file = fileOf(text);
  const script = parseShell(file);
  const removed = new Set<Program>(commandsOf(script).filter((command) => pattern.test(sourceOf(text, command))));
  return removeStatements(file, script, removed, { neutral: isNeutral });
}

export function applied(text: string, result: RemoveResult): string {
  return result.kind === 'edits' ? applyEdits(text, result.edits) : `impossible: ${result.why}`;
}

/** The edits lie in order without overlap, and each takes a command. */
export function expectOrderly(edits: readonly RemoveEdit[]): void {
  let last = 0;
  for (const { span, removes } of edits) {
    expect(span.start, 'edits overlap').to.be.at.least(last);
    expect(removes.length, 'an edit that removes no command').to.be.above(0);
    last = span.end;
  }
}

export function problemsOf(text: string): readonly string[] {
  return parseShell(fileOf(text)).problems.map(({ message }) => message);
}

/** What bash says about the syntax of a script; empty where it takes it. */
export function bashSays(text: string): string {
  const { status, stderr } = spawnSync('bash', ['-n'], {
    input: text.replaceAll('\r\n', '\n').replace(/^\uFEFF/, ''),
    encoding: 'utf8',
  });
  return status === 0 && !stderr.includes('unexpected') ? '' : stderr || 'no answer';
}

/** Lines as text, the way the cases are written: one template, without its first newline and its indentation. */
export function lines(parts: TemplateStringsArray): string {
  const text = parts.raw.join('').replace(/^\n/, '');
  const indentation = /^ */.exec(text)?.[0] ?? '';
  return text.replaceAll(new RegExp(`^${indentation}`, 'gm'), '').replace(/ +$/, '');
}
