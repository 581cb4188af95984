import type { Command, Parameter } from '../script/program.js';
import { walk, wordsOf } from '../script/walk.js';
import type { FileLookup } from '../source/diagnostic.js';
import type { CommandOption } from '../world/world.js';
import type { BuildRun } from '../infer/infer.js';
import { textOf } from './command-line.js';
import type { ArmAssignment } from './model.js';

/** One option of a builder's command line that the build which is left takes over. */
export interface AddedOption {
  readonly builder: BuildRun;
  readonly option: CommandOption;
  /** The name that a build argument has in the merged file; null for other options. */
  readonly argument: string | null;
  readonly text: string;
}

/** What one execution of the build that is left would have to take over. */
export interface Wanted {
  readonly run: BuildRun;
  readonly options: readonly AddedOption[];
}

/** One text for all executions of a statement, and what the arms keep for it. */
export interface Agreement {
  readonly added: readonly string[];
  readonly assignments: readonly ArmAssignment[];
}

/**
 * Finds one text for a statement to which several ways lead, each with a builder of other options (ARG-1). What all
 * have stays as it is. What stands on one side of a test for emptiness alone becomes `${X:+…}` with that very test. An
 * argument that all have with other values is kept in a variable, in the place of the build that goes.
 *
 * @returns null where no such text is exact: a join never picks an arm
 */
export function agree(wanted: readonly Wanted[], files: FileLookup): Agreement | null {
  const texts = new Map<string, AddedOption>();
  for (const { options } of wanted)
    for (const option of options) if (!texts.has(option.text)) texts.set(option.text, option);
  const added: Piece[] = [];
  const assignments: ArmAssignment[] = [];
  const done = new Set<string>();
  for (const [text, option] of texts) {
    if (isEverywhere(text, wanted)) {
      added.push({ text, test: null });
      continue;
    }
    const own = option.argument === null ? null : valuesOf(option.argument, wanted);
    if (own === null) {
      const test = isAlone(option, texts) ? testOf(text, wanted) : null;
      if (test === null || !isSafeOperand(text)) return null;
      added.push({ text, test });
    } else if (!done.has(option.argument ?? '')) {
      const kept = keepInArms(option.argument ?? '', own, wanted, files);
      if (kept === null) return null;
      done.add(option.argument ?? '');
      added.push({ text: kept.text, test: null });
      assignments.push(...kept.assignments);
    }
  }
  return { added: joined(added), assignments };
}

/** Text of the command line, behind a test for a name that holds something, or always there. */
interface Piece {
  readonly text: string;
  readonly test: string | null;
}

/** Neighbours behind the same test share it. */
function joined(pieces: readonly Piece[]): string[] {
  const groups: { texts: string[]; test: string | null }[] = [];
  for (const { text, test } of pieces) {
    const last = groups.at(-1);
    if (last !== undefined && last.test === test && test !== null) last.texts.push(text);
    else groups.push({ texts: [text], test });
  }
  return groups.map(({ texts, test }) => (test === null ? texts.join(' ') : `\${${test}:+${texts.join(' ')}}`));
}

function isEverywhere(text: string, wanted: readonly Wanted[]): boolean {
  return wanted.every(({ options }) => options.some((option) => option.text === text));
}

/** No other text gives the same argument another value. */
function isAlone(option: AddedOption, texts: ReadonlyMap<string, AddedOption>): boolean {
  return (
    option.argument === null ||
    [...texts.values()].every((other) => other === option || other.argument !== option.argument)
  );
}

/** The argument's option of every execution, null where one has none or several. */
function valuesOf(argument: string, wanted: readonly Wanted[]): readonly AddedOption[] | null {
  const own = wanted.map(({ options }) => options.filter((option) => option.argument === argument));
  return own.every((options) => options.length === 1) ? own.flat() : null;
}

/** The name whose emptiness decides whether the text is wanted; null where something else does. */
function testOf(text: string, wanted: readonly Wanted[]): string | null {
  const [first] = wanted;
  const keys = (first?.run.path.decisions ?? []).map(({ key }) => key).filter((key) => key.startsWith('-z '));
  const fitting = keys.filter((key) =>
    wanted.every(({ run, options }) => {
      const decision = run.path.decisions.find((candidate) => candidate.key === key);
      return decision !== undefined && decision.holds !== options.some((option) => option.text === text);
    }),
  );
  const names = fitting.map((key) => testedName(key, wanted));
  return names.find((name) => name !== null) ?? null;
}

/** The one name that the test reads, if it holds the same at the build. */
function testedName(key: string, wanted: readonly Wanted[]): string | null {
  const names = wanted.map(({ run }) => {
    const decision = run.path.decisions.find((candidate) => candidate.key === key);
    const commands: Command[] = [];
    if (decision !== undefined)
      walk(decision.at, (node) => {
        if (node.kind === 'command') commands.push(node);
      });
    const [command, more] = commands;
    const [parameter, another] = command === undefined || more !== undefined ? [] : parametersOf(command);
    if (command === undefined || parameter === undefined || another !== undefined || parameter.index !== null)
      return null;
    const tested = run.path.steps.findLast((step) => step.command === command && step.index < run.step.index);
    const changed = tested === undefined || changesBetween(parameter.name, tested.index, run);
    return changed || parameter.operator !== null || !/^\w+$/.test(parameter.name) ? null : parameter.name;
  });
  const [name] = names;
  return name !== undefined && names.every((other) => other === name) ? name : null;
}

function parametersOf(command: Command): readonly Parameter[] {
  return wordsOf(command).flatMap(({ pieces }) => pieces.filter((piece) => piece.kind === 'parameter'));
}

/** Whether the name may hold something else at the build than at an earlier step, or mean another function's own. */
function changesBetween(name: string, from: number, run: BuildRun): boolean {
  const start = run.path.steps[from];
  if (start === undefined || start.callers.length !== run.step.callers.length) return true;
  if (start.callers.some((caller, index) => caller !== run.step.callers[index])) return true;
  const isPositional = /^\d+$/.test(name);
  return run.path.steps
    .slice(from + 1, run.step.index)
    .some(
      ({ assigns, command }) =>
        assigns.includes(name) ||
        (isPositional &&
          command.argv[0]?.pieces.some((piece) => piece.kind === 'literal' && /^(?:set|shift)$/.test(piece.text))),
    );
}

/** Whether a text means inside of `${X:+…}` what it means outside: no brace, escape or line end of its own. */
function isSafeOperand(text: string): boolean {
  return !/[\\'\n{}]/.test(text.replace(/\$\{\w+\}/g, ''));
}

interface Kept {
  readonly text: string;
  readonly assignments: readonly ArmAssignment[];
}

/** `--build-arg X=1` in one arm and `--build-arg X=2` in another: `x=1` and `x=2`, and `--build-arg X="$x"` behind them. */
function keepInArms(
  argument: string,
  own: readonly AddedOption[],
  wanted: readonly Wanted[],
  files: FileLookup,
): Kept | null {
  const variable = freeVariable(argument.toLowerCase(), wanted, files);
  const assignments = own.map(({ builder, option }) => {
    const text = assignmentText(variable, option, files);
    const { command, onFailure, callers } = builder.step;
    const fails = onFailure === 'stops' && /\$\(|`/.test(text ?? '');
    const isHere = wanted.every(({ run }) => run.step.callers.length === callers.length);
    return text === null || fails || !isHere ? null : { command, text };
  });
  const all = assignments.filter((assignment) => assignment !== null);
  return all.length < own.length ? null : { text: `--build-arg ${argument}="$${variable}"`, assignments: all };
}

/** `--build-arg NAME=value` as an assignment of the same value: a value is never split there, nor is it a pattern. */
function assignmentText(variable: string, { arguments: words }: CommandOption, files: FileLookup): string | null {
  const word = words.at(-1)?.word;
  const text = word === undefined ? '' : textOf(word, files).replace(/^--build-arg=/, '');
  const found = /^(["']?)[A-Za-z_]\w*=([^]*)$/.exec(text);
  const [, quote = '', value = ''] = found ?? [];
  return found === null || /^~|:~/.test(value) ? null : `${variable}=${quote}${value}`;
}

/** A name that no file of these ways uses. */
function freeVariable(name: string, wanted: readonly Wanted[], files: FileLookup): string {
  const texts = wanted.flatMap(({ run }) => run.trace.files.map((file) => files(file)?.text ?? ''));
  const isUsed = (candidate: string): boolean =>
    texts.some((text) =>
      new RegExp(
        `\\$\\{?[#!]?${candidate}\\b|\\b${candidate}(?:\\[[^\\]]*\\])?\\+?=|\\b(?:for|read|local|unset|export)\\b[^\\n]*\\b${candidate}\\b`,
      ).test(text),
    );
  let free = name;
  while (isUsed(free)) free = `builder_${free}`;
  return free;
}
