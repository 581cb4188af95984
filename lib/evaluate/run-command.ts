import type { Assignment, Command, Word } from '../script/program.js';
import { hostCommands } from '../commands/host-table.js';
import { withOpenGlobs } from '../commands/host/open-globs.js';
import { dockerMeaning, dockerNames } from '../commands/docker/docker.js';
import {
  outcome,
  success,
  type CommandMeaning,
  type Invocation,
  type Outcome,
  type Services,
  type Stream,
} from '../commands/command.js';
import { repositoryRoot, resolveHostPath } from '../world/host-path.js';
import { findNode } from '../world/tree.js';
import { concatValues, emptyValue, knownText, renderValue, splitAtFirst, type Value } from '../world/value.js';
import type { Argument, World } from '../world/world.js';
import type { Effect, Step } from '../world/step.js';
import { builtins, shellBuiltin } from './builtins.js';
import { callFunction, callScript, scriptCalled } from './calls.js';
import { expandGlob } from './glob.js';
import { expandValue, expandWords, type Expanded } from './expand.js';
import type { Interpreter } from './interpreter.js';
import { stripPrefixes } from './prefixes.js';
import { applyRedirects, readRedirects, type RedirectPlan } from './redirects.js';
import { assignVariable, isRunning, type State, type Variable } from './state.js';
import { readXargs, type XargsReading } from './xargs.js';

/** A command whose words are expanded, with the streams around it. */
export interface Prepared {
  readonly command: Command;
  readonly words: readonly Argument[];
  readonly assignments: readonly {
    readonly name: string;
    readonly value: Variable['value'];
    readonly append: boolean;
    /** `x[i]=…` */
    readonly index: string | null;
  }[];
  readonly redirects: RedirectPlan;
}

/** Carries out one simple command. */
export function runCommand(command: Command, state: State, interpreter: Interpreter): State[] {
  return prepare(command, state, interpreter).flatMap(({ state: at, value: prepared }) => {
    if (!isRunning(at)) return [at];
    return prepared.words.length === 0 ? [assignOnly(prepared, at)] : dispatch(prepared, at, interpreter);
  });
}

/** Expands assignments, words and redirections, in this order; commands inside of them belong to this command. */
function prepare(command: Command, state: State, interpreter: Interpreter): Expanded<Prepared>[] {
  const start: State = { ...state, used: [], within: command };
  return readRedirects(command.redirects, start, interpreter).flatMap((redirects) =>
    expandAssignments(command.assignments, redirects.state, interpreter).flatMap((assignments) =>
      expandWords(command.argv, assignments.state, interpreter.expander).map((words) => ({
        state: { ...words.state, within: state.within },
        value: { command, words: words.value, assignments: assignments.value, redirects: redirects.value },
      })),
    ),
  );
}

function expandAssignments(
  assignments: readonly Assignment[],
  state: State,
  interpreter: Interpreter,
): Expanded<Prepared['assignments']>[] {
  let results: Expanded<Prepared['assignments']>[] = [{ state, value: [] }];
  for (const assignment of assignments) {
    results = results.flatMap((result) =>
      assignedValue(assignment.value, result.state, interpreter).map((next) => ({
        state: next.state,
        value: [
          ...result.value,
          { name: assignment.name, value: next.value, append: assignment.append, index: assignment.index },
        ],
      })),
    );
  }
  return results;
}

function assignedValue(
  value: Assignment['value'],
  state: State,
  interpreter: Interpreter,
): Expanded<Variable['value']>[] {
  if (!isWord(value)) {
    return expandWords(value, state, interpreter.expander).map((items) => ({
      state: items.state,
      value: { items: items.value.map((item) => item.value) },
    }));
  }
  return expandValue(value, state, interpreter.expander);
}

function isWord(value: Word | readonly Word[]): value is Word {
  return 'pieces' in value;
}

function assignOnly(prepared: Prepared, state: State): State {
  const step = state.stepCount;
  let after: State = state;
  for (const { name, value, append, index } of prepared.assignments) {
    const whole = index === null ? value : withItem(after, name, index, value);
    after = assignVariable(after, name, append && index === null ? appendedValue(after, name, value) : whole, step);
  }
  const recorded = record(after, prepared, {
    before: state.world,
    effect: { kind: 'state' },
    assigns: prepared.assignments.map(({ name }) => name),
  });
  return {
    ...applyRedirects(prepared.redirects, readAlone(prepared, state), recorded).state,
    status: prepared.command.assignments.some(hasSubstitution) ? state.status : success,
  };
}

/** `$(<file)`: a redirection alone in a substitution prints the file. */
function readAlone({ command, redirects }: Prepared, state: State): Stream {
  const isRead = state.captured && command.assignments.length === 0 && redirects.outputs.length === 0;
  return (isRead ? redirects.stdin : null) ?? { kind: 'nothing' };
}

/** `x=$(…)`: the status is that of the substitution. */
function hasSubstitution({ value }: Assignment): boolean {
  return isWord(value) && value.pieces.some((piece) => piece.kind === 'output');
}

/** `x[1]=v`; items with other indices are kept in the order of their assignment. */
function withItem(state: State, name: string, index: string, value: Variable['value']): Variable['value'] {
  const before = state.variables.get(name)?.value;
  if ('items' in value) return value;
  const items = before === undefined ? [] : 'items' in before ? [...before.items] : [before];
  if (!/^\d{1,3}$/.test(index)) return { items: [...items, value] };
  while (items.length < Number(index)) items.push(emptyValue);
  items[Number(index)] = value;
  return { items };
}

/** `x+=…` and `x+=(…)` */
export function appendedValue(state: State, name: string, value: Variable['value']): Variable['value'] {
  const before = state.variables.get(name)?.value;
  if (before === undefined) return value;
  if ('items' in before || 'items' in value) {
    const items = (of: Variable['value']): readonly Value[] => ('items' in of ? of.items : [of]);
    return { items: [...items(before), ...items(value)] };
  }
  return concatValues(before, value);
}

export interface StepParts {
  readonly before: World;
  readonly effect: Effect;
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly assigns?: readonly string[];
}

/** Adds the command to the path's list of steps. */
export function record(state: State, prepared: Prepared, parts: StepParts): State {
  const step: Step = {
    index: state.stepCount,
    command: prepared.command,
    callers: state.callers,
    within: state.within,
    pipedInto: state.pipedInto,
    words: prepared.words,
    effect: parts.effect,
    reads: [...prepared.redirects.reads, ...(parts.reads ?? [])],
    writes: [...(parts.writes ?? []), ...prepared.redirects.outputs.map((output) => output.path)],
    variables: state.used,
    ...(state.fedBy.length === 0 || prepared.redirects.stdin !== null ? {} : { fedBy: state.fedBy }),
    assigns: parts.assigns ?? [],
    onFailure: failureOf(state),
    before: parts.before,
    after: state.world,
  };
  return { ...state, steps: { step, previous: state.steps }, stepCount: state.stepCount + 1 };
}

function failureOf({ onFailure, options, tolerated }: State): Step['onFailure'] {
  const own = onFailure === 'unchecked' && options.exitOnError ? 'stops' : onFailure;
  return own === 'stops' && tolerated ? 'skips' : own;
}

/** Finds out what the command word means: a function, a builtin, a script, docker, a host command, or none of them. */
function dispatch(prepared: Prepared, state: State, interpreter: Interpreter): State[] {
  const stripped = stripPrefixes(prepared.words, prepared.command, interpreter.context);
  const [word, ...args] = stripped.words;
  if (word === undefined) return [withOutcome(prepared, outcome(state.world, { kind: 'state' }), state)];
  const written = knownText(word.value);
  const name = written === null ? '' : written.slice(written.lastIndexOf('/') + 1);
  const at = stripped.exits ? { ...state, exitTraps: [] } : state;
  const ends = carryOut({ prepared, name, written, args, environment: stripped.assignments }, at, interpreter);
  return stripped.exits
    ? ends.map((end) =>
        isRunning(end) ? { ...end, flow: { kind: 'exit', failed: end.status.kind === 'failure' } } : end,
      )
    : ends;
}

/** One command about to be carried out. */
export interface Call {
  readonly prepared: Prepared;
  readonly name: string;
  /** The command word as text, null where it is not known. */
  readonly written: string | null;
  readonly args: readonly Argument[];
  readonly environment: readonly { readonly name: string; readonly value: Value }[];
}

function carryOut(call: Call, state: State, interpreter: Interpreter): State[] {
  const { prepared, name, written, args } = call;
  const called = written === null ? undefined : state.functions.get(written);
  if (called !== undefined) return callFunction(called, call, state, interpreter);
  const builtin = written === null ? undefined : builtins.get(written);
  if (builtin !== undefined) return builtin(call, state, interpreter);
  const started = name === 'xargs' ? readXargs(call, state) : null;
  if (started !== null) return runXargs(started, call, state, interpreter);
  const script = scriptCalled(call, state, interpreter);
  if (script !== null) return callScript(script, call, state, interpreter);
  if (/^(?:ba|da|a|z|k)?sh$/.test(name)) return shellBuiltin(call, state, interpreter);
  const meaning = dockerNames.includes(name) ? dockerMeaning : withOpenGlobs(hostCommands.get(name) ?? unknownCommand);
  const services = new StepServices(state, prepared.command, interpreter);
  const result = meaning(invocationOf(name, args, call, state, services), state.world);
  return [withOutcome(prepared, result, { ...state, counters: services.counters })];
}

/** Each command line of `xargs` is carried out as if it stood there; they read nothing of its input. */
function runXargs(started: XargsReading, call: Call, state: State, interpreter: Interpreter): State[] {
  const { prepared } = call;
  if (started.commands.length === 0) return [withOutcome(prepared, outcome(state.world, { kind: 'state' }), state)];
  const redirects = { ...prepared.redirects, stdin: null };
  let states: State[] = [{ ...state, stdin: { kind: 'nothing' } }];
  for (const words of started.commands)
    states = states.flatMap((at) =>
      isRunning(at) ? dispatch({ ...prepared, words, redirects }, at, interpreter) : [at],
    );
  return states.map((end) => ({ ...end, stdin: state.stdin }));
}

function invocationOf(
  name: string,
  args: readonly Argument[],
  call: Call,
  state: State,
  services: Services,
): Invocation {
  const environment = new Map<string, Value>();
  for (const [key, variable] of state.variables) {
    if (variable.exported && !('items' in variable.value)) environment.set(key, variable.value);
  }
  for (const { name: key, value } of call.prepared.assignments) if (!('items' in value)) environment.set(key, value);
  for (const { name: key, value } of call.environment) environment.set(key, value);
  const { redirects, command } = call.prepared;
  return {
    name,
    arguments: args,
    openGlobs: args.filter((argument) => isOpenGlob(argument, state.world)),
    stdin: redirects.stdin ?? state.stdin,
    captured: state.captured || redirects.outputs.length > 0,
    environment,
    command,
    services,
  };
}

/** A pattern that no name was found for, because a folder holds what only an image knows. */
function isOpenGlob({ word, value }: Argument, { host, cwd }: World): boolean {
  const text = word.pieces.some(({ kind }) => kind === 'glob') ? knownText(value) : null;
  return text !== null && /[*?[]/.test(text) && expandGlob(host, cwd, text) === null;
}

/** The interpreter's side of what a command may ask. */
class StepServices implements Services {
  counters: State['counters'];
  readonly files;

  constructor(
    readonly state: State,
    readonly command: Command,
    readonly interpreter: Interpreter,
  ) {
    this.counters = state.counters;
    this.files = interpreter.context.tree;
  }

  fresh(kind: string): number {
    const next = (this.counters.get(kind) ?? 0) + 1;
    this.counters = new Map(this.counters).set(kind, next);
    return next;
  }

  report(code: Parameters<Services['report']>[0], values: Parameters<Services['report']>[1]): void {
    this.interpreter.context.report(code, this.command.span, values);
  }

  assume(code: Parameters<Services['assume']>[0], values: Parameters<Services['assume']>[1]): void {
    this.interpreter.context.assume(code, this.command.span, values);
  }

  isSet(name: string): boolean {
    return this.state.variables.has(name);
  }
}

/** Takes over what the command did, then writes what it printed to where its redirections say. */
export function withOutcome(prepared: Prepared, result: Outcome, state: State): State {
  const done: State = { ...state, world: result.world, status: result.status };
  const redirected = applyRedirects(prepared.redirects, result.stdout, done);
  const named =
    result.effect.kind === 'external' && !aboutText.has(commandName(prepared))
      ? mentionedPaths(withoutName(prepared), state.world)
      : [];
  const parts = {
    before: state.world,
    effect: landed(shownEffect(result.effect, prepared.redirects), result.stdout, prepared.redirects),
    reads: [...new Set([...result.reads, ...named])],
    writes: result.writes,
  };
  return record(redirected.state, prepared, parts);
}

/** Commands that work on the text of a path, not on the file. */
const aboutText = new Set(['dirname', 'basename', 'realpath', 'readlink', 'which', 'command', 'type']);

function commandName({ words }: Prepared): string {
  const text = words[0] === undefined ? '' : (knownText(words[0].value) ?? '');
  return text.slice(text.lastIndexOf('/') + 1);
}

/** A command without a slash is looked for in PATH, and is no file here. */
function withoutName({ words }: Prepared): readonly Argument[] {
  const name = words[0] === undefined ? null : knownText(words[0].value);
  return name === null || name.includes('/') ? words : words.slice(1);
}

/**
 * Host paths that the words of a command name, also as `--file=PATH`, `@PATH` or `name=@PATH`: whatever the command
 * is, it may read them (FLOW-1).
 */
function mentionedPaths(words: readonly Argument[], world: World): string[] {
  return words.flatMap(({ value }) => {
    const forms: Value[] = [value, ...['=', '@', ':'].flatMap((sign) => tailBehind(value, sign))];
    return forms.flatMap((form) => {
      if (form.length === 0) return [];
      const { path } = resolveHostPath(form, world.cwd);
      return path.startsWith(`${repositoryRoot}/`) && findNode(world.host, path).kind === 'found' ? [path] : [];
    });
  });
}

/** What follows a sign in a word, once more without an `@` in front. */
function tailBehind(value: Value, sign: string): Value[] {
  const tail = splitAtFirst(value, sign)?.tail;
  const [first] = tail ?? [];
  if (tail === undefined) return [];
  return first?.kind === 'text' && first.text.startsWith('@')
    ? [[{ kind: 'text', text: first.text.slice(1) }, ...tail.slice(1)]]
    : [tail];
}

/** A command that prints into a file is a host command, not output. */
function shownEffect(effect: Effect, redirects: RedirectPlan): Effect {
  const prints = effect.kind === 'output' || (effect.kind === 'external' && effect.harmless);
  return prints && redirects.outputs.length > 0 ? { kind: 'host' } : effect;
}

/** A file of a container that is printed into a file of the host lands there (I-05). */
function landed(effect: Effect, stdout: Stream, { outputs }: RedirectPlan): Effect {
  const [output, ...more] = outputs.filter(({ descriptor }) => descriptor === 1);
  const isFile = stdout.kind === 'content' && stdout.origin.kind !== 'archive';
  if ((effect.kind !== 'container' && effect.kind !== 'container-use') || effect.printed === undefined) return effect;
  if (!isFile || output === undefined || more.length > 0 || output.append) return effect;
  return { ...effect, printed: effect.printed.map((copy) => ({ ...copy, to: output.path })) };
}

/** A program that nobody here can read: it may do anything below its directory; files that its words name are read. */
const unknownCommand: CommandMeaning = (invocation, world) => {
  const reads = invocation.arguments.flatMap((argument) => {
    const path = resolveHostPath(argument.value, world.cwd).path;
    return findNode(world.host, path).kind === 'found' ? [path] : [];
  });
  const stdout: Stream = { kind: 'unknown', why: `what ${invocation.name} prints` };
  const key = `status: ${[invocation.name, ...invocation.arguments.map((argument) => renderValue(argument.value))].join(' ')}`;
  return outcome(world, { kind: 'external', harmless: false }, { reads, stdout, status: { kind: 'unknown', key } });
};
