import { walk } from '../../script/walk.js';
import { parseShellText } from '../../script/shell/parse.js';
import type { Command, Program, Word } from '../../script/program.js';

/** The text behind `sh -c`, null where the words are something else. */
export function shellScript(argv: readonly (string | null)[]): string | null {
  const [name, flag, text, ...more] = argv;
  const isShell = typeof name === 'string' && /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(name);
  if (!isShell || !/^-[elux]*c[elux]*$/.test(flag ?? '')) return null;
  return text === null || text === undefined || more.length > 0 ? null : text;
}

/** The program of a text; null where it does not parse. */
export function shellProgram(text: string): Program | null {
  const { program, problems } = parseShellText(text, { file: '', offset: 0, dialect: 'posix' });
  return problems.length > 0 ? null : program;
}

/** The commands of a plain `a && b` chain or list, in order; null where there is more than that. */
export function plainCommands(program: Program): readonly Command[] | null {
  switch (program.kind) {
    case 'command':
      return [program];
    case 'sequence': {
      const parts = program.redirects.length > 0 ? [null] : program.items.map(plainCommands);
      return joined(parts);
    }
    case 'and-or':
      return program.operator === '&&' ? joined([plainCommands(program.left), plainCommands(program.right)]) : null;
    default:
      return null;
  }
}

function joined(parts: readonly (readonly Command[] | null)[]): readonly Command[] | null {
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? known.flat() : null;
}

/** A word without anything to expand; null where there is something. */
export function plainText(word: Word): string | null {
  let text = '';
  for (const piece of word.pieces) {
    if (piece.kind !== 'literal' || (!piece.quoted && piece.text.startsWith('~'))) return null;
    text += piece.text;
  }
  return text;
}

/** Every simple command of a program; null where a part of it was not understood. */
export function allCommands(program: Program): readonly Command[] | null {
  const parts: Program[] = [];
  walk(program, (part) => parts.push(part));
  if (parts.some(({ kind }) => kind === 'unread' || kind === 'background' || kind === 'function')) return null;
  return parts.filter((part) => part.kind === 'command');
}
