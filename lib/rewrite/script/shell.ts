import type { Command, Program, ScriptProgram } from '../../script/program.js';
import type { SourceFile, Span } from '../../source/source-file.js';
import type { TextEdit } from '../edit.js';
import { surplusBlankLines } from './shell/blank-lines.js';
import { everyProgram } from './shell/calls.js';
import { beforeNewline, cut, joinCuts, sparing, swallowing, type Cut } from './shell/cuts.js';
import { decideFates } from './shell/fates.js';
import { layoutOf, type HeredocLines, type Layout } from './shell/layout.js';
import { editList } from './shell/lists.js';
import { editProgram } from './shell/statements.js';
import type { Obstacle, Work } from './shell/work.js';

export interface RemoveOptions {
  /**
   * Whether a command means nothing by itself when everything beside it is gone (`cd`, `set`, `true`, `echo` …):
   * decides only whether a construct that lost its real content goes as a whole.
   */
  readonly neutral: (command: Command) => boolean;
}

/** An edit that takes commands out; `removes` are those whose text it takes, in order. */
export type RemoveEdit = TextEdit & { readonly removes: readonly Program[] };

export type RemoveResult =
  | { readonly kind: 'edits'; readonly edits: readonly RemoveEdit[] }
  | { readonly kind: 'impossible'; readonly at: Program; readonly why: string };

/**
 * Text edits that take statements out of a shell script and leave every other byte (promise 4).
 *
 * What only served the removed commands goes with them: failure handlers, comments above, constructs without content.
 * Hands off where a command that stays depends on a removed one: a condition, a pipe, a substitution.
 *
 * @param removed commands of the script's tree, by identity; others are ignored
 */
export function removeStatements(
  file: SourceFile,
  script: ScriptProgram,
  removed: ReadonlySet<Program>,
  { neutral }: RemoveOptions,
): RemoveResult {
  const work: Work = {
    layout: layoutOf(file, script),
    fates: decideFates(script.program, removed, neutral),
    cuts: [],
    opens: [],
    closes: [],
    vanished: new Set(),
    obstacles: [],
  };
  const { layout } = work;
  const items = script.program.kind === 'sequence' ? script.program.items : [];
  // What stood directly below the interpreter's line is not set off from it afterwards.
  if (layout.interpreterLine !== null) work.opens.push(layout.commentAt.get(layout.interpreterLine) ?? layout.start);
  const edit = (program: Program): void => editProgram(work, program);
  editList(work, { items, open: layout.start, close: layout.end, mayBeEmpty: true }, edit);
  const [obstacle] = [
    ...work.obstacles,
    ...keptAround(script.program, removed, work.vanished),
    ...heredocsAround(work, removed),
  ];
  if (obstacle !== undefined) return { kind: 'impossible', ...obstacle };
  return { kind: 'edits', edits: finished(file, work).map((one) => editOf(file, one)) };
}

/** Whether nothing but neutral commands would remain of a script, and functions that none of them calls. */
export function emptyScript(
  program: Program,
  removed: ReadonlySet<Program>,
  neutral: (command: Command) => boolean,
): boolean {
  const { weight, called } = decideFates(program, removed, neutral);
  const items = program.kind === 'sequence' && !program.group ? program.items : [program];
  return items.every((item) => weight(item) !== 'live' || (item.kind === 'function' && !called(item)));
}

/** An edit that writes text in the place of a span. */
export function replaceSpan(span: Span, text: string): TextEdit {
  return { span, text };
}

/** An edit that writes text directly behind a span. */
export function insertAfter({ file, end }: Span, text: string): TextEdit {
  return { span: { file, start: end, end }, text };
}

/** Removed commands within the words of statements that stay. */
function* keptAround(
  root: Program,
  removed: ReadonlySet<Program>,
  vanished: ReadonlySet<Program>,
): Generator<Obstacle> {
  for (const { program, outer } of everyProgram(root)) {
    if (program === outer || !removed.has(program) || vanished.has(outer)) continue;
    yield { at: program, why: 'its output is part of a command that stays' };
  }
}

/** Removed commands around the heredoc of a statement that stays, where the two cannot be told apart. */
function heredocsAround(work: Work, removed: ReadonlySet<Program>): readonly Obstacle[] {
  const around = swallowing(work.layout, joinCuts(work.cuts), keptHeredocs(work));
  const at = around?.removes.find((program) => removed.has(program));
  return at === undefined ? [] : [{ at, why: 'the text of a heredoc that stays stands within it' }];
}

function keptHeredocs({ layout, vanished }: Work): readonly HeredocLines[] {
  return layout.heredocs.filter(({ owner }) => !vanished.has(owner));
}

/** The cuts in order, with the blank lines that go with them, and without the heredocs of statements that stay. */
function finished(file: SourceFile, work: Work): readonly Cut[] {
  const { layout, opens, closes } = work;
  const cuts = joinCuts(sparing(layout, joinCuts(work.cuts), keptHeredocs(work)));
  const all = joinCuts([...cuts, ...surplusBlankLines(layout, cuts, { opens, closes })]);
  return withoutLastNewline(layout, all).filter((one) => file.text.slice(one.start, one.end) !== one.text);
}

/** A script without a newline at its end has none when its last lines are gone. */
function withoutLastNewline(layout: Layout, cuts: readonly Cut[]): readonly Cut[] {
  const last = cuts.at(-1);
  if (last?.end !== layout.end || last.text !== '' || layout.text[layout.end - 1] === '\n') return cuts;
  let index = cuts.length - 1;
  while (cuts[index - 1]?.end === cuts[index]?.start && cuts[index - 1]?.text === '') index--;
  const first = cuts[index];
  if (first === undefined || first.start === layout.start) return cuts;
  const start = beforeNewline(layout.text, first.start);
  return cuts.map((one) => (one === first ? cut(start, one.end, one.removes) : one));
}

function editOf(file: SourceFile, { start, end, text, removes }: Cut): RemoveEdit {
  return { span: { file: file.path, start, end }, text, removes };
}
