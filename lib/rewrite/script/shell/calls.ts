import type { Command, Program, Word } from '../../../script/program.js';
import { outputsOf, walk, wordsOf } from '../../../script/walk.js';

/** Commands whose arguments can name functions, or hold code that does. */
const namers = new Set(['trap', 'eval', 'export', 'declare', 'typeset', 'readonly', 'unset', 'alias', 'complete']);

/** Every program of the tree and of the substitutions within its words, each with the node that stands in the tree. */
export function everyProgram(root: Program): readonly { readonly program: Program; readonly outer: Program }[] {
  const found: { program: Program; outer: Program }[] = [];
  const visit = (start: Program, outer: Program | null): void => {
    walk(start, (program) => {
      found.push({ program, outer: outer ?? program });
      for (const output of wordsOf(program).flatMap(outputsOf)) visit(output.program, outer ?? program);
    });
  };
  visit(root, null);
  return found;
}

/** The text of a word that is one literal, else null. */
export function literalOf(word: Word | undefined): string | null {
  const [piece, ...more] = word?.pieces ?? [];
  return piece?.kind === 'literal' && more.length === 0 ? piece.text : null;
}

/** Tells whether a command that stays can call or name a function of the script, from outside its definition. */
export function keptMentions(root: Program, removed: ReadonlySet<Program>): (name: string, body: Program) => boolean {
  const all = everyProgram(root).map(({ program }) => program);
  const defined = new Set(all.flatMap((program) => (program.kind === 'function' ? [program.name] : [])));
  const kept = all.filter((program): program is Command => program.kind === 'command' && !removed.has(program));
  return (name, body) => {
    const own = new Set(everyProgram(body).map(({ program }) => program));
    return kept.some((command) => !own.has(command) && mentions(command, name, defined));
  };
}

function mentions({ argv }: Command, name: string, defined: ReadonlySet<string>): boolean {
  const called = literalOf(argv[0]);
  if (called === name) return true;
  const passesOn = called === null || namers.has(called) || defined.has(called);
  return passesOn && argv.slice(1).some((word) => tokensOf(word).includes(name));
}

function tokensOf(word: Word): readonly string[] {
  return word.pieces.flatMap((piece) => (piece.kind === 'literal' ? piece.text.split(/[\s;&|(){}'"`]+/) : []));
}
