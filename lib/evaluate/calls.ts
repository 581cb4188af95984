import type { FunctionDefinition, Program, Word } from '../script/program.js';
import { parseShellText } from '../script/shell/parse.js';
import { isReadFailure, type ReadFailure } from '../source/file-tree.js';
import type { SourceFile } from '../source/source-file.js';
import { displayPath, repositoryRoot, resolveHostPath, type HostPath } from '../world/host-path.js';
import { findNode } from '../world/tree.js';
import { knownText } from '../world/value.js';
import type { Argument } from '../world/world.js';
import { success } from '../commands/command.js';
import { limits, type EvaluationContext } from './context.js';
import { afterSubshell, joinStreams, type Interpreter } from './interpreter.js';
import { applyRedirects } from './redirects.js';
import { record, type Call } from './run-command.js';
import { assignVariable, isRunning, running, type Positional, type State, type Variable } from './state.js';

/** Positional parameters made of arguments; a passed-on `$@` of unknown length keeps them open. */
export function positionalOf(args: readonly Argument[]): Positional {
  const at = args.findIndex((argument) =>
    argument.value.some((part) => part.kind === 'symbol' && /^\$(?:@|\{@:\d+\})$/.test(part.key)),
  );
  if (at === -1) return { items: args, open: false, shifted: 0 };
  const symbol = args[at]?.value.find((part) => part.kind === 'symbol');
  const from = symbol?.kind === 'symbol' ? /\{@:(\d+)\}/.exec(symbol.key)?.[1] : undefined;
  return { items: args.slice(0, at), open: true, shifted: from === undefined ? 0 : Number(from) - 1 };
}

/** Carries a function's body out with its arguments (L1: functions are inlined at each call). */
export function callFunction(
  definition: FunctionDefinition,
  call: Call,
  state: State,
  interpreter: Interpreter,
): State[] {
  if (state.callers.length >= limits.callDepth) {
    interpreter.context.report('script-cycle', call.prepared.command.span, { name: definition.name });
    return [{ ...state, status: success }];
  }
  const recorded = record(state, call.prepared, { before: state.world, effect: { kind: 'state' } });
  const called = withAssignments(recorded, call.prepared.assignments);
  const inner: State = {
    ...called,
    positional: positionalOf(call.args),
    source: `${repositoryRoot}/${definition.span.file}`,
    callers: [...state.callers, call.prepared.command],
    locals: new Map(),
  };
  return throughRedirects(call, inner, (at) => interpreter.run(definition.body, at)).map((end) => {
    const variables = restored(end.variables, recorded.variables, call.prepared.assignments);
    for (const [name, before] of end.locals ?? []) {
      if (before === null) variables.delete(name);
      else variables.set(name, before);
    }
    const flow = end.flow.kind === 'return' ? running : end.flow;
    return {
      ...end,
      variables,
      flow,
      positional: state.positional,
      source: state.source,
      callers: state.callers,
      locals: state.locals,
    };
  });
}

/** `X=1 f`: the assignment holds while the function runs. */
function withAssignments(state: State, assignments: Call['prepared']['assignments']): State {
  return assignments.reduce((at, { name, value }) => assignVariable(at, name, value, null), state);
}

function restored(
  variables: State['variables'],
  before: State['variables'],
  assignments: Call['prepared']['assignments'],
): Map<string, Variable> {
  const result = new Map(variables);
  for (const { name } of assignments) {
    const old = before.get(name);
    if (old === undefined) result.delete(name);
    else result.set(name, old);
  }
  return result;
}

export interface CalledScript {
  readonly path: string;
  /** Options that the call itself sets: `bash -e x.sh`, or those of the script's `#!` line. */
  readonly options: State['options'];
  readonly args: readonly Argument[];
}

/** `./x.sh`, `sh x.sh`, `bash -e x.sh`: the repository's script that a command starts, null where it starts none. */
export function scriptCalled(call: Call, state: State, interpreter: Interpreter): CalledScript | null {
  const { written, args, name } = call;
  if (written === null) return null;
  if (/^(?:ba|da|a|z|k)?sh$/.test(name)) {
    const at = scriptPosition(args);
    const file = args[at];
    if (file === undefined || args.slice(0, at).some((argument) => /^-\w*c/.test(knownText(argument.value) ?? '')))
      return null;
    const path = repositoryScript(resolveHostPath(file.value, state.world.cwd).path, state, interpreter.context);
    return path === null ? null : { path, options: writtenOptions(args.slice(0, at)), args: args.slice(at + 1) };
  }
  if (!written.includes('/')) return null;
  const path = repositoryScript(
    resolveHostPath([{ kind: 'text', text: written }], state.world.cwd).path,
    state,
    interpreter.context,
  );
  return path === null ? null : { path, options: shebangOptions(interpreter.context.tree.read(path)), args };
}

/** Options that a shell is started with. */
export function writtenOptions(args: readonly Argument[]): State['options'] {
  return optionsOfText(args.map((argument) => knownText(argument.value) ?? '').join(' '));
}

/** `#!/bin/sh -e`: options of a script that is started by its name. */
export function shebangOptions(file: SourceFile | ReadFailure): State['options'] {
  return optionsOfText(isReadFailure(file) ? '' : (/^\ufeff?#![^\n]*/.exec(file.text)?.[0] ?? ''));
}

function optionsOfText(text: string): State['options'] {
  return {
    exitOnError: /(?:^|\s)-(?:\w*e|\w*o\s+errexit\b)/.test(text),
    pipefail: /(?:^|\s)-\w*o\s+pipefail\b/.test(text),
  };
}

/** The first argument of a shell that is no option of its own; `-o` takes the next one. */
function scriptPosition(args: readonly Argument[]): number {
  const texts = args.map((argument) => knownText(argument.value) ?? 'x');
  return texts.findIndex((text, at) => !/^[-+]/.test(text) && !/^[-+]\w*o$/.test(texts[at - 1] ?? ''));
}

/** The repository file at a host path, when it is a shell script. */
function repositoryScript(path: HostPath, state: State, context: EvaluationContext): string | null {
  const found = findNode(state.world.host, path);
  if (found.kind !== 'found' || found.node.kind !== 'file' || found.node.origin.kind !== 'repository') return null;
  const file = found.node.origin.path;
  const text = context.source(file)?.text;
  if (text === undefined) return null;
  const shebang = /^\ufeff?#![^\n]*/.exec(text)?.[0];
  const isShell =
    shebang === undefined
      ? /\.(?:sh|bash|ksh|command)$|(?:^|\/)[^./]+$/.test(file)
      : /\b(?:ba|da|a|z|k)?sh\b/.test(shebang);
  return isShell && !text.includes('\0') ? file : null;
}

/** Runs another script of the repository as a process of its own. */
export function callScript(script: CalledScript, call: Call, state: State, interpreter: Interpreter): State[] {
  const recorded = record(state, call.prepared, { before: state.world, effect: { kind: 'state' } });
  const program = enter(script.path, call, recorded, interpreter);
  if (program === null) return [{ ...recorded, status: success }];
  const own = { script: `${repositoryRoot}/${script.path}`, files: [...state.files, script.path] };
  return runProcess(program, call, recorded, interpreter, {
    ...own,
    source: own.script,
    positional: positionalOf(script.args),
    options: script.options,
  });
}

/** `f > file`, `./x.sh < file`: the streams of a call hold for all of its commands. */
export function throughRedirects(call: Call, state: State, body: (state: State) => State[]): State[] {
  const plan = call.prepared.redirects;
  if (plan.stdin === null && plan.outputs.length === 0 && plan.visible) return body(state);
  const captured = state.captured || plan.outputs.length > 0;
  const inner: State = { ...state, stdin: plan.stdin ?? state.stdin, output: [], captured };
  return body(inner).map((end) => {
    const outer: State = { ...end, stdin: state.stdin, captured: state.captured, output: state.output };
    return applyRedirects(plan, joinStreams(end.output), outer).state;
  });
}

/** Runs a program as a process of its own: it gets what is exported, and leaves only its traces in the world. */
export function runProcess(
  program: Program,
  call: Call,
  state: State,
  interpreter: Interpreter,
  own: Pick<State, 'positional' | 'options'> & Partial<Pick<State, 'script' | 'source' | 'files'>>,
): State[] {
  const variables = new Map([...state.variables].filter(([, variable]) => variable.exported));
  for (const { name, value } of [...call.prepared.assignments, ...call.environment])
    variables.set(name, { value, exported: true, step: null });
  const inner: State = {
    ...state,
    ...own,
    variables,
    functions: new Map(),
    callers: [...state.callers, call.prepared.command],
    exitTraps: [],
    locals: null,
    directories: [],
    onFailure: 'unchecked',
    tolerated: state.tolerated || state.onFailure === 'continues',
  };
  return throughRedirects(call, inner, (at) => runToEnd(program, at, interpreter)).map((end) => ({
    ...afterSubshell(state, end),
    script: state.script,
    source: state.source,
    callers: state.callers,
    files: state.files,
    locals: state.locals,
    onFailure: state.onFailure,
    tolerated: state.tolerated,
  }));
}

/** `. file`: the commands of another file in this shell. */
export function sourceScript(
  path: HostPath,
  args: readonly Argument[],
  call: Call,
  state: State,
  interpreter: Interpreter,
): State[] {
  const recorded = record(state, call.prepared, { before: state.world, effect: { kind: 'state' } });
  const found = findNode(state.world.host, path);
  const file =
    found.kind === 'found' && found.node.kind === 'file' && found.node.origin.kind === 'repository'
      ? found.node.origin.path
      : null;
  if (file === null) {
    interpreter.context.assume('missing-script', call.prepared.command.span, { path: displayPath(path) });
    return [{ ...recorded, status: success }];
  }
  const program = enter(file, call, recorded, interpreter);
  if (program === null) return [{ ...recorded, status: success }];
  const positional = args.length > 0 ? positionalOf(args) : state.positional;
  const inner: State = {
    ...recorded,
    positional,
    source: `${repositoryRoot}/${file}`,
    callers: [...state.callers, call.prepared.command],
    files: [...state.files, file],
  };
  return throughRedirects(call, inner, (at) => interpreter.run(program, at)).map((end) => ({
    ...end,
    flow: end.flow.kind === 'return' ? running : end.flow,
    positional: args.length > 0 ? state.positional : end.positional,
    source: state.source,
    callers: state.callers,
    files: state.files,
  }));
}

function enter(path: string, call: Call, state: State, interpreter: Interpreter): Program | null {
  if (state.files.includes(path) || state.callers.length >= limits.callDepth) {
    interpreter.context.report('script-cycle', call.prepared.command.span, { name: path });
    return null;
  }
  return interpreter.context.program(path)?.program ?? null;
}

/** Text that a shell is given (`sh -c`, `eval`, traps) as a program whose spans lie at the word that holds it. */
export function programOfText(argument: Argument): Program | null {
  const text = knownText(argument.value);
  if (text === null) return null;
  const known = textPrograms.get(argument.word);
  if (known?.text === text) return known.program;
  const program = parseText(text, argument);
  textPrograms.set(argument.word, { text, program });
  return program;
}

const textPrograms = new WeakMap<Word, { readonly text: string; readonly program: Program }>();

/** The program that a word's text was evaluated as: its nodes are edited inside the word. */
export function programInWord(word: Word): Program | null {
  return textPrograms.get(word)?.program ?? null;
}

function parseText(text: string, argument: Argument): Program {
  const [piece] = argument.word.pieces;
  const verbatim = argument.word.pieces.length === 1 && piece?.kind === 'literal' && piece.quoted;
  return parseShellText(text, { file: argument.word.span.file, offset: argument.word.span.start + (verbatim ? 1 : 0) })
    .program;
}

/** Runs a program to the end of its process: then its exit traps run. */
export function runToEnd(program: Program, state: State, interpreter: Interpreter): State[] {
  return interpreter.run(program, state).flatMap((end) => {
    let states: State[] = [{ ...end, exitTraps: [], flow: running }];
    for (const trap of end.exitTraps)
      states = states.flatMap((at) =>
        isRunning(at)
          ? interpreter
              .run(trap.program, { ...at, onFailure: 'continues', callers: [trap.command] })
              .map((after) => ({ ...after, callers: at.callers }))
          : [at],
      );
    return states.map((at) => ({ ...at, flow: end.flow, onFailure: end.onFailure }));
  });
}
