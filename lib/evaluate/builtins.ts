import { displayPath, resolveHostPath } from '../world/host-path.js';
import { emptyValue, knownText, renderValue, splitAtFirst, symbolValue, textValue } from '../world/value.js';
import type { Argument } from '../world/world.js';
import type { Piece, Word } from '../script/program.js';
import { failure, outcome, success, type Status } from '../commands/command.js';
import { arithmeticValue, readChange } from './arithmetic.js';
import { positionalOf, programOfText, runProcess, sourceScript, throughRedirects, writtenOptions } from './calls.js';
import { expandWords } from './expand.js';
import type { Interpreter } from './interpreter.js';
import { appendedValue, record, withOutcome, type Call } from './run-command.js';
import { assignVariable, type State, type Variable } from './state.js';

type Builtin = (call: Call, state: State, interpreter: Interpreter) => State[];

const textOf = (argument: Argument | undefined): string | null =>
  argument === undefined ? null : knownText(argument.value);

function done(call: Call, state: State, assigns: readonly string[] = []): State[] {
  return [
    { ...record(state, call.prepared, { before: state.world, effect: { kind: 'state' }, assigns }), status: success },
  ];
}

const changeDirectory: Builtin = (call, state) => {
  const target = call.args.filter((argument) => !/^-[LPe]$/.test(textOf(argument) ?? '')).at(-1);
  if (textOf(target) === '-') return done(call, withDirectory(state, state.previous ?? state.world.cwd));
  const value = target?.value ?? symbolValue('${HOME}');
  return done(
    call,
    withDirectory(state, resolveHostPath(value.length === 0 ? textValue('.') : value, state.world.cwd).path),
  );
};

function withDirectory(state: State, cwd: string): State {
  return { ...state, world: { ...state.world, cwd }, previous: state.world.cwd };
}

/** `pushd DIR` remembers where it was; alone it changes places with what was remembered last. */
const pushDirectory: Builtin = (call, state, interpreter) => {
  const here = state.world.cwd;
  if (call.args.length === 0) {
    const back = state.directories.at(-1) ?? here;
    return done(call, { ...withDirectory(state, back), directories: [...state.directories.slice(0, -1), here] });
  }
  return changeDirectory(call, state, interpreter).map((end) => ({
    ...end,
    directories: [...state.directories, here],
  }));
};

const popDirectory: Builtin = (call, state) => {
  const back = state.directories.at(-1) ?? state.world.cwd;
  return done(call, { ...withDirectory(state, back), directories: state.directories.slice(0, -1) });
};

/** `export`, `local`, `declare`, `readonly`: words of the form NAME or NAME=value. */
function declare(exported: boolean, local: boolean): Builtin {
  return (call, state, interpreter) => {
    const names: string[] = [];
    const exports = exported || call.args.some((argument) => /^-\w*x/.test(textOf(argument) ?? ''));
    let after = state;
    for (const argument of call.args) {
      const split = splitAtFirst(argument.value, '=');
      const name = knownText(split?.head ?? argument.value);
      if (name === null || !/^\w+\+?$/.test(name)) continue;
      const key = name.replace(/\+$/, '');
      if (local && after.locals !== null && !after.locals.has(key))
        after = { ...after, locals: new Map(after.locals).set(key, after.variables.get(key) ?? null) };
      const items = arrayWords(argument.word);
      const [expanded] = items === null ? [] : expandWords(items, after, interpreter.expander);
      const value = expanded === undefined ? split?.tail : { items: expanded.value.map((item) => item.value) };
      if (value !== undefined) {
        const appended = name.endsWith('+') ? appendedValue(after, key, value) : value;
        after = assignVariable(after, key, appended, state.stepCount);
        names.push(key);
      } else if (local && after.locals !== null) after = assignVariable(after, key, emptyValue, state.stepCount);
      if (exports) after = markExported(after, key);
    }
    return done(call, after, names);
  };
}

/** The items of `NAME=( … )` as an argument: `local` and `declare` take it as one word. */
function arrayWords(word: Word): readonly Word[] | null {
  const [first, ...rest] = word.pieces;
  const last = rest.pop();
  if (first?.kind !== 'literal' || first.quoted || !/^\w+\+?=\($/.test(first.text)) return null;
  if (last?.kind !== 'literal' || last.quoted || last.text !== ')') return null;
  const items: Piece[][] = [[]];
  for (const piece of rest) {
    if (piece.kind === 'literal' && !piece.quoted && piece.text === ' ') items.push([]);
    else items.at(-1)?.push(piece);
  }
  return items.flatMap((pieces) => (pieces.length === 0 ? [] : [{ span: word.span, pieces }]));
}

function markExported(state: State, name: string): State {
  const variable: Variable = state.variables.get(name) ?? {
    value: symbolValue(`\${${name}}`),
    exported: true,
    step: null,
  };
  return { ...state, variables: new Map(state.variables).set(name, { ...variable, exported: true }) };
}

const unset: Builtin = (call, state) => {
  const variables = new Map(state.variables);
  for (const argument of call.args)
    variables.set(renderValue(argument.value), { value: emptyValue, exported: false, step: state.stepCount });
  return done(call, { ...state, variables });
};

/** `set -e`, `set -o pipefail`, `set -- a b`. */
const setOptions: Builtin = (call, state) => {
  let { exitOnError, pipefail } = state.options;
  let positional = state.positional;
  for (let at = 0; at < call.args.length; at++) {
    const word = textOf(call.args[at]) ?? '';
    const on = word.startsWith('-');
    if (word === '--') {
      positional = positionalOf(call.args.slice(at + 1));
      break;
    }
    if (!/^[-+]/.test(word)) {
      positional = positionalOf(call.args.slice(at));
      break;
    }
    if (/^[-+]\w*e/.test(word)) exitOnError = on;
    if (/^[-+]\w*o$/.test(word)) {
      const name = textOf(call.args[++at]);
      if (name === 'errexit') exitOnError = on;
      if (name === 'pipefail') pipefail = on;
    }
  }
  return done(call, { ...state, options: { exitOnError, pipefail }, positional });
};

const shift: Builtin = (call, state) => {
  const { items, open, shifted } = state.positional;
  const [by] = call.args;
  const count = by === undefined ? 1 : Number(textOf(by) ?? NaN);
  if (Number.isNaN(count)) return done(call, { ...state, positional: { items: [], open: true, shifted } });
  const missing = Math.max(0, count - items.length);
  return done(call, {
    ...state,
    positional: { items: items.slice(count), open, shifted: shifted + (open ? missing : 0) },
  });
};

const exit: Builtin = (call, state) => {
  const code = textOf(call.args[0]);
  const failed = code === null ? call.args.length === 0 && state.status.kind === 'failure' : code !== '0';
  const [recorded = state] = done(call, state);
  return [{ ...recorded, flow: { kind: 'exit', failed } }];
};

const leaveFunction: Builtin = (call, state) => {
  const code = textOf(call.args[0]);
  const [recorded = state] = done(call, state);
  return [
    {
      ...recorded,
      flow: { kind: 'return' },
      status: code === null || code === '0' ? (code === '0' ? success : state.status) : failure,
    },
  ];
};

function leaveLoops(kind: 'break' | 'continue'): Builtin {
  return (call, state) => {
    const [recorded = state] = done(call, state);
    return [{ ...recorded, flow: { kind, levels: Number(textOf(call.args[0]) ?? '1') } }];
  };
}

const trap: Builtin = (call, state) => {
  const [action, ...signals] = call.args.filter((argument) => textOf(argument) !== '--');
  if (action === undefined || !signals.some((signal) => /^(?:EXIT|0)$/.test(textOf(signal) ?? '')))
    return done(call, state);
  const program = /^-?$/.test(textOf(action) ?? 'x') ? null : programOfText(action);
  return done(call, { ...state, exitTraps: program === null ? [] : [{ program, command: call.prepared.command }] });
};

/** `eval` and `sh -c`: text that is a program. */
const evaluateText: Builtin = (call, state, interpreter) => {
  const [only] = call.args;
  const program = call.args.length === 1 && only !== undefined ? programOfText(only) : null;
  const recorded = record(state, call.prepared, { before: state.world, effect: { kind: 'state' } });
  if (program === null) {
    interpreter.context.report('unread-construct', call.prepared.command.span, {
      why: 'eval of text that is put together at run time',
    });
    return [{ ...recorded, status: success }];
  }
  const callers = [...state.callers, call.prepared.command];
  return throughRedirects(call, { ...recorded, callers }, (at) => interpreter.run(program, at)).map((end) => ({
    ...end,
    callers: state.callers,
  }));
};

const source: Builtin = (call, state, interpreter) => {
  const [file, ...args] = call.args;
  if (file === undefined) return done(call, state);
  return sourceScript(resolveHostPath(file.value, state.world.cwd).path, args, call, state, interpreter);
};

const read: Builtin = (call, state) => {
  const names = call.args.flatMap((argument) => (/^\w+$/.test(textOf(argument) ?? '') ? [textOf(argument) ?? ''] : []));
  const after = names.reduce(
    (at, name) => assignVariable(at, name, symbolValue(`\${${name}}`), state.stepCount),
    state,
  );
  const [recorded = after] = done(call, after, names);
  return [{ ...recorded, status: { kind: 'unknown', key: `read ${names.join(' ')}` } }];
};

const getopts: Builtin = (call, state) => {
  const name = textOf(call.args[1]) ?? 'opt';
  const after = assignVariable(
    assignVariable(state, name, symbolValue(`\${${name}}`), state.stepCount),
    'OPTARG',
    symbolValue('${OPTARG}'),
    state.stepCount,
  );
  const [recorded = after] = done(call, after, [name, 'OPTARG']);
  return [{ ...recorded, status: { kind: 'unknown', key: 'getopts' } }];
};

const arithmetic: Builtin = (call, state) => {
  const text = call.args
    .map((argument) => renderValue(argument.value))
    .join(' ')
    .replace(/\s*\)\)$/, '');
  const change = readChange(text);
  const value = arithmeticValue(change === null ? text : change.expression, state);
  const after = change === null ? state : assignVariable(state, change.name, value, state.stepCount);
  const [recorded = after] = done(call, after, change === null ? [] : [change.name]);
  const result = knownText(value);
  const status: Status =
    result === null ? { kind: 'unknown', key: renderValue(value).slice(1) } : result === '0' ? failure : success;
  return [{ ...recorded, status }];
};

/** `bash -c 'text'` and `docker run … sh -c` share the reading of the text; only the first is carried out here. */
const shell: Builtin = (call, state, interpreter) => {
  const at = call.args.findIndex((argument) => /^-\w*c$/.test(textOf(argument) ?? ''));
  const text = at === -1 ? undefined : call.args[at + 1];
  if (text === undefined)
    return [withOutcome(call.prepared, outcome(state.world, { kind: 'external', harmless: false }), state)];
  const program = programOfText(text);
  if (program === null) return evaluateText({ ...call, args: [text] }, state, interpreter);
  const recorded = record(state, call.prepared, { before: state.world, effect: { kind: 'state' } });
  const [zero, ...args] = call.args.slice(at + 2);
  const known = zero === undefined ? null : knownText(zero.value);
  return runProcess(program, call, recorded, interpreter, {
    positional: positionalOf(args),
    options: writtenOptions(call.args.slice(0, at + 1)),
    ...(known === null ? {} : { script: known }),
  });
};

const printDirectory: Builtin = (call, state) => [
  withOutcome(
    call.prepared,
    outcome(
      state.world,
      { kind: 'output', text: [textValue(displayPath(state.world.cwd))] },
      { stdout: { kind: 'text', text: textValue(state.world.cwd) } },
    ),
    state,
  ),
];

/** `wait` without a job's number waits for all of them. */
const waitForJobs: Builtin = (call, state) => done(call, call.args.length === 0 ? { ...state, jobs: [] } : state);

const nothing: Builtin = (call, state) => done(call, state);

/** Commands that change the shell itself. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['cd', changeDirectory],
  ['pushd', pushDirectory],
  ['popd', popDirectory],
  ['pwd', printDirectory],
  ['export', declare(true, false)],
  ['declare', declare(false, true)],
  ['typeset', declare(false, true)],
  ['local', declare(false, true)],
  ['readonly', declare(false, false)],
  ['unset', unset],
  ['set', setOptions],
  ['shift', shift],
  ['exit', exit],
  ['return', leaveFunction],
  ['break', leaveLoops('break')],
  ['continue', leaveLoops('continue')],
  ['trap', trap],
  ['eval', evaluateText],
  ['source', source],
  ['.', source],
  ['read', read],
  ['getopts', getopts],
  ['((', arithmetic],
  ['let', arithmetic],
  ['wait', waitForJobs],
  ['shopt', nothing],
  ['alias', nothing],
  ['umask', nothing],
  ['ulimit', nothing],
  ['hash', nothing],
  ['exec', nothing],
]);

/** Shells started with `-c`: reached only where no script of the repository is called. */
export const shellBuiltin: Builtin = shell;
