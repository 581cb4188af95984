import type { Command, FunctionDefinition, Program } from '../script/program.js';
import type { HostPath } from '../world/host-path.js';
import type { Decision, Step } from '../world/step.js';
import { renderValue, type Value } from '../world/value.js';
import type { Argument, World } from '../world/world.js';
import type { Status, Stream } from '../commands/command.js';

export interface Variable {
  /** One value, or the items of an array. */
  readonly value: Value | { readonly items: readonly Value[] };
  readonly exported: boolean;
  /** Index of the step that assigned it; null where it came with a call. */
  readonly step: number | null;
}

/** Positional parameters; `open`: more may follow that nobody here passes (an entry started by a person). */
export interface Positional {
  readonly items: readonly Argument[];
  readonly open: boolean;
  /** How many unknown ones `shift` took away. */
  readonly shifted: number;
}

/** Whether the next statement runs, and why not. */
export type Flow =
  | { readonly kind: 'running' }
  | { readonly kind: 'exit'; readonly failed: boolean }
  | { readonly kind: 'return' }
  | { readonly kind: 'break' | 'continue'; readonly levels: number };

/** `trap '…' EXIT`: what runs at the end, and the command that asked for it. */
export interface ExitTrap {
  readonly program: Program;
  readonly command: Command;
}

export const running: Flow = { kind: 'running' };

export interface StepList {
  readonly step: Step;
  readonly previous: StepList | null;
}

/** One way through the script so far. Immutable, so that a branch is two states. */
export interface State {
  readonly world: World;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly positional: Positional;
  /** What `local` hides in the current function: the value to come back, null for none; null outside functions. */
  readonly locals: ReadonlyMap<string, Variable | null> | null;
  /** `$0` */
  readonly script: HostPath;
  /** `$BASH_SOURCE`: the file that the current command stands in. */
  readonly source: HostPath;
  /** Values that were settled for symbols: this way is the one of these values. */
  readonly given: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly options: { readonly exitOnError: boolean; readonly pipefail: boolean };
  readonly decisions: readonly Decision[];
  readonly steps: StepList | null;
  readonly stepCount: number;
  readonly counters: ReadonlyMap<string, number>;
  readonly callers: readonly Command[];
  readonly within: Command | null;
  /** The next stage of the innermost pipe. */
  readonly pipedInto: Program | null;
  /** Scripts that are being evaluated, the entry first: a script already here is a cycle. */
  readonly files: readonly string[];
  readonly exitTraps: readonly ExitTrap[];
  /** Host paths that commands in the background write, one set each; `wait` ends them. */
  readonly jobs: readonly ReadonlySet<HostPath>[];
  readonly flow: Flow;
  readonly status: Status;
  /** What a failing command does here: see Step.onFailure. */
  readonly onFailure: Step['onFailure'];
  /** True in a script whose own failure is tested by its caller: nothing in it stops the whole. */
  readonly tolerated: boolean;
  /** What `pushd` keeps for `popd`. */
  readonly directories: readonly HostPath[];
  /** `$OLDPWD`: where `cd -` goes; null before the first `cd`. */
  readonly previous: HostPath | null;
  /** Steps whose assignments the words of the current command used. */
  readonly used: readonly number[];
  /** What the commands of the current substitution or pipe stage wrote to standard output. */
  readonly output: readonly Stream[];
  /** True where standard output is caught by a pipe, a substitution or a file. */
  readonly captured: boolean;
  readonly stdin: Stream;
  /** Indices of the steps in front of the pipe that stdin comes from. */
  readonly fedBy: readonly number[];
}

/** The steps of a state in the order of their execution. */
export function stepsOf(state: State): Step[] {
  const steps: Step[] = [];
  for (let at = state.steps; at !== null; at = at.previous) steps.push(at.step);
  return steps.reverse();
}

/** The steps of a state from one of them on, the last first. */
export function stepsSince(state: State, count: number): Step[] {
  const steps: Step[] = [];
  for (let at = state.steps; at !== null && at.step.index >= count; at = at.previous) steps.push(at.step);
  return steps;
}

export function isRunning(state: State): boolean {
  return state.flow.kind === 'running';
}

/** Counts up a name on this path. */
export function countUp(state: State, kind: string): { readonly state: State; readonly number: number } {
  const number = (state.counters.get(kind) ?? 0) + 1;
  return { state: { ...state, counters: new Map(state.counters).set(kind, number) }, number };
}

/** How a condition was decided before on this path; a leading '!' is its negation. */
export function decided(state: State, key: string): boolean | null {
  const negated = key.startsWith('!');
  const plain = negated ? key.slice(1) : key;
  const decision = state.decisions.find((candidate) => candidate.key === plain);
  return decision === undefined ? null : decision.holds !== negated;
}

/** Whether a value is empty on this way: by what is known of it, or by a test that decided it; null where it is open. */
export function isEmptyHere(value: Value, state: State): boolean | null {
  if (value.some((part) => part.kind === 'text' && part.text !== '')) return false;
  return value.length === 0 ? true : decided(state, `-z ${renderValue(value)}`);
}

/** The state in which the condition is taken as given. */
export function decide(state: State, key: string, holds: boolean, at: Program): State {
  const negated = key.startsWith('!');
  const decision: Decision = { key: negated ? key.slice(1) : key, holds: holds !== negated, at };
  return { ...state, decisions: [...state.decisions, decision] };
}

export function assignVariable(state: State, name: string, value: Variable['value'], step: number | null): State {
  const before = state.variables.get(name);
  const variable: Variable = { value, exported: before?.exported ?? false, step };
  return { ...state, variables: new Map(state.variables).set(name, variable) };
}
