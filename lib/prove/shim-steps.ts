import { parseShellText } from '../script/shell/parse.js';
import type { Command, Program, Redirect, Word } from '../script/program.js';
import type { RunPlace } from './run.js';

/** One command of a shim, with its words expanded. */
export interface ShimStep {
  readonly words: readonly string[];
  /** Filters behind it in a pipe. */
  readonly filters: readonly (readonly string[])[];
  /** `< file` */
  readonly stdin: string | null;
  /** `> file` */
  readonly stdout: string | null;
}

/** The commands of an `&&` chain; null where something else stands there. */
export function stepsOf(text: string, place: RunPlace): readonly ShimStep[] | null {
  const { program, problems } = parseShellText(text, { file: '', offset: 0, dialect: 'posix' });
  const chain = problems.length > 0 ? null : chainOf(program);
  if (chain === null) return null;
  const steps = chain.map((pipe) => pipeOf(pipe, place));
  return steps.some((step) => step === null) ? null : steps.filter((step) => step !== null);
}

/** The commands of each pipe. */
function chainOf(program: Program): readonly (readonly Command[])[] | null {
  if (program.kind === 'command') return [[program]];
  if (program.kind === 'pipeline') {
    const commands = program.stages.flatMap((stage) => (stage.kind === 'command' ? [stage] : []));
    return commands.length < program.stages.length ? null : [commands];
  }
  if (program.kind === 'sequence') {
    const [only, ...more] = program.items;
    return only === undefined || more.length > 0 || program.redirects.length > 0 ? null : chainOf(only);
  }
  if (program.kind !== 'and-or' || program.operator !== '&&') return null;
  const [left, right] = [chainOf(program.left), chainOf(program.right)];
  return left === null || right === null ? null : [...left, ...right];
}

/** Standard input of the first command, standard output of the last. */
function pipeOf(commands: readonly Command[], place: RunPlace): ShimStep | null {
  const steps = commands.map((command) => stepOf(command, place));
  const known = steps.filter((step) => step !== null);
  const [first, ...others] = known;
  if (first === undefined || known.length < steps.length) return null;
  const inner = [...known.slice(0, -1).map(({ stdout }) => stdout), ...others.map(({ stdin }) => stdin)];
  if (inner.some((path) => path !== null)) return null;
  return { ...first, filters: others.map(({ words }) => words), stdout: known.at(-1)?.stdout ?? null };
}

function stepOf(command: Command, place: RunPlace): ShimStep | null {
  if (command.assignments.length > 0) return null;
  const words = command.argv.map((word) => wordText(word, place));
  const known = words.filter((word) => word !== null);
  const streams = command.redirects.reduce<Streams | null>(
    (before, redirect) => (before === null ? null : withRedirect(before, redirect, place)),
    { stdin: null, stdout: null },
  );
  return streams === null || known.length < words.length ? null : { words: known, filters: [], ...streams };
}

type Streams = Pick<ShimStep, 'stdin' | 'stdout'>;

function withRedirect(streams: Streams, { descriptor, operation }: Redirect, place: RunPlace): Streams | null {
  if (operation.kind !== 'read' && operation.kind !== 'write') return null;
  const path = wordText(operation.target, place);
  if (path === null || !path.startsWith('/')) return null;
  if (operation.kind === 'read') return descriptor === 0 && streams.stdin === null ? { ...streams, stdin: path } : null;
  return descriptor === 1 && !operation.append && streams.stdout === null ? { ...streams, stdout: path } : null;
}

function wordText(word: Word, { scope, tree }: RunPlace): string | null {
  let text = '';
  for (const piece of word.pieces) {
    if (piece.kind === 'literal') text += piece.text;
    else if (piece.kind === 'parameter' && piece.operator === null && piece.index === null) {
      const value = scope.lookup(piece.name);
      if (value === undefined) return null;
      text += tree.session.symbols.show(value);
    } else return null;
  }
  return text;
}
