import { programOfFile } from '../../evaluate/context.js';
import type { Command, Pipeline, Program, Redirect } from '../../script/program.js';
import { walk } from '../../script/walk.js';
import type { FileLookup } from '../../source/diagnostic.js';
import type { SourceFile } from '../../source/source-file.js';
import type { TextEdit } from '../edit.js';
import { nextLine } from './shell/layout.js';

/** Takes away what a command gets on standard input: a heredoc, `< file`, or the stages in front of a pipe. */
export function dropStandardInput(command: Command, files: FileLookup): TextEdit[] {
  const file = files(command.span.file);
  if (file === undefined) return [];
  const redirects = command.redirects.filter(isInput).flatMap((redirect) => withoutRedirect(redirect, file));
  const pipe = pipelineEndingIn(command, programOfFile(file).program);
  if (pipe === null) return redirects;
  const span = { file: command.span.file, start: pipe.span.start, end: command.span.start };
  return [{ span, text: '' }, ...redirects];
}

function isInput({ descriptor, operation }: Redirect): boolean {
  return descriptor === 0 && operation.kind !== 'write' && operation.kind !== 'duplicate';
}

function withoutRedirect({ span, operation }: Redirect, file: SourceFile): TextEdit[] {
  let { start } = span;
  while (start > 0 && /[ \t]/.test(file.text.charAt(start - 1))) start -= 1;
  const edits: TextEdit[] = [{ span: { ...span, start }, text: '' }];
  if (operation.kind !== 'heredoc') return edits;
  const body = operation.body.span;
  return [...edits, { span: { ...body, end: nextLine(file.text, body.end) }, text: '' }];
}

function pipelineEndingIn(command: Command, root: Program): Pipeline | null {
  let found: Pipeline | null = null;
  walk(root, (program) => {
    if (program.kind === 'pipeline' && program.stages.at(-1) === command) found = program;
  });
  return found;
}
