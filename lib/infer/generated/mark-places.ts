import type { Dockerfile, Instruction } from '../../dockerfile/types.js';
import { stagesOf } from '../../dockerfile/stages.js';
import type { Mark } from '../../world/marks.js';

/** Where a value of the script stands in a generated Dockerfile, and whether a build argument can carry it there. */
export type MarkPlace =
  | { readonly kind: 'comment' }
  /** FROM, or an ARG before it: the argument is a global one (AR-1). */
  | { readonly kind: 'global'; readonly instruction: Instruction }
  | { readonly kind: 'stage'; readonly instruction: Instruction; readonly stage: number; readonly isText: boolean }
  | { readonly kind: 'refused'; readonly why: string };

const refused = (why: string): MarkPlace => ({ kind: 'refused', why });

/** Finds the place of a mark (DF-T6: which words the builder expands). */
export function placeOfMark(mark: Mark, dockerfile: Dockerfile): MarkPlace {
  const holds = ({ start, end }: { readonly start: number; readonly end: number }): boolean =>
    start <= mark.start && mark.end <= end;
  if (dockerfile.comments.some(({ span }) => holds(span))) return { kind: 'comment' };
  const instruction = dockerfile.instructions.find(({ span }) => holds(span));
  if (instruction === undefined) return refused('stands outside of every instruction');
  if (holds(instruction.keywordSpan)) return refused('may be an instruction of its own');
  return placeInInstruction(mark, instruction, dockerfile, holds);
}

type Holds = (span: { readonly start: number; readonly end: number }) => boolean;

function placeInInstruction(mark: Mark, instruction: Instruction, dockerfile: Dockerfile, holds: Holds): MarkPlace {
  const text = dockerfile.file.text;
  const flag = instruction.flags.find(({ span }) => holds(span));
  if (flag !== undefined && !(instruction.keyword === 'FROM' && flag.name === 'platform'))
    return refused(`stands in --${flag.name}, which takes no variable`);
  if (text.charAt(mark.start - 1) === dockerfile.escape) return refused('follows an escape character');
  const stage = stagesOf(dockerfile).stages.findIndex(({ instructions }) => instructions.includes(instruction));
  const inStage = (isText: boolean): MarkPlace => ({ kind: 'stage', instruction, stage, isText });
  switch (instruction.keyword) {
    case 'FROM':
      return holds(instruction.image.span) || flag !== undefined
        ? { kind: 'global', instruction }
        : refused('stands in the name of a stage');
    case 'ARG':
    case 'ENV':
    case 'LABEL':
      if (isSingleQuoted(text, instruction.span.start, mark.start)) return refused('stands between single quotes');
      return stage === -1 ? { kind: 'global', instruction } : inStage(true);
    case 'COPY':
    case 'ADD':
      return [...instruction.sources, ...(instruction.destination === null ? [] : [instruction.destination])].some(
        ({ span }) => holds(span),
      )
        ? inStage(false)
        : refused(`stands in the text that ${instruction.keyword} writes`);
    case 'RUN':
      return placeInRun(mark, instruction, text, inStage);
    case 'WORKDIR':
    case 'USER':
    case 'EXPOSE':
    case 'VOLUME':
    case 'STOPSIGNAL':
      return isSingleQuoted(text, instruction.span.start, mark.start)
        ? refused('stands between single quotes')
        : inStage(false);
    default:
      return refused(`stands in ${instruction.keyword}, where no build argument reaches`);
  }
}

/** RUN: the shell of the stage expands the argument, but not in every quoting. */
function placeInRun(
  mark: Mark,
  run: Instruction & { readonly keyword: 'RUN' },
  text: string,
  inStage: (isText: boolean) => MarkPlace,
): MarkPlace {
  if (run.form === 'json') return refused('stands in a RUN in JSON form, which expands no variables');
  if (run.heredocs.length > 0) return refused('stands in a RUN with a heredoc');
  return isSingleQuoted(text, run.commandSpan.start, mark.start)
    ? refused('stands between single quotes')
    : inStage(true);
}

/** Whether an offset lies between single quotes that began behind `from`. */
function isSingleQuoted(text: string, from: number, at: number): boolean {
  let quote: string | null = null;
  for (let index = from; index < at; index++) {
    const character = text.charAt(index);
    if (character === '\\' && quote !== "'") index++;
    else if (quote === null && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = null;
  }
  return quote === "'";
}
