import type { Command, Program, Word } from '../../lib/script/program.js';
import { parseShellText } from '../../lib/script/shell/parse.js';
import { walk } from '../../lib/script/walk.js';

/** A piece of a text, `[start, end)`. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

function programOf(text: string): Program {
  return parseShellText(text, { file: 'script.sh', offset: 0, dialect: 'bash' }).program;
}

/** Every simple command, in the order of the text, also those inside functions, arms and loops. */
export function commandsOf(text: string): readonly Command[] {
  const found: Command[] = [];
  walk(programOf(text), (program) => {
    if (program.kind === 'command') found.push(program);
  });
  return found;
}

/** The statements that stand directly in the script, without what ends them. */
export function statementsOf(text: string): readonly Piece[] {
  const program = programOf(text);
  return program.kind === 'sequence' ? program.items.map(({ span: { start, end } }) => ({ start, end })) : [];
}

/** The text of a word without any quoting, expansion or escape in it, else null. */
export function plainText(text: string, { span }: Word): string | null {
  const written = text.slice(span.start, span.end);
  return /^[\w./:@%+=,-]+$/.test(written) ? written : null;
}
