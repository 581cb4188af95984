import type { AndOr, Background, Branch, Command, Loop, Pipeline, Program, Sequence, Word } from '../script/program.js';
import { walk } from '../script/walk.js';
import { failure, success, type Status, type Stream } from '../commands/command.js';
import { joinValues, knownText, renderValue, symbolsOf, symbolValue, textValue, type Value } from '../world/value.js';
import { displayPath, relativeTo } from '../world/host-path.js';
import { runToEnd } from './calls.js';
import { limits, type EvaluationContext } from './context.js';
import { expandValue, expandWords, type Expander } from './expand.js';
import { globToPattern } from './glob.js';
import { applyRedirects, readRedirects } from './redirects.js';
import { runCommand } from './run-command.js';
import { preferBuilt } from './wanted-images.js';
import { assignVariable, decide, decided, isRunning, running, stepsSince, type Flow, type State } from './state.js';

/** Commands that come out as their words say. */
const sureCommands = /^(?:\[\[?|test|true|false|:|\(\(|echo|printf|exit|return|set|export)(?:\s|$)/;

/** A verb that makes images or containers, right behind the engine: in a tag, such a word says nothing. */
const makingCommand =
  /(?:docker|podman|nerdctl|buildah|\$\{?\w+\}?)["']?\s+(?:--?\S+\s+)*(?:(?:image|container|buildx|builder)\s+)?(?:build|bud|create|cp|run|rm|rmi)\b/i;

/** Carries programs out on abstract states. A condition that nobody knows gives two states. */
export class Interpreter {
  readonly expander: Expander;

  constructor(readonly context: EvaluationContext) {
    this.expander = {
      run: (program, state) => this.#capture(program, state),
      text: (program) => context.text(program.span),
    };
  }

  /** Every state in which `program` may end when it starts in `state`. */
  run(program: Program, state: State): State[] {
    if (!isRunning(state)) return [state];
    switch (program.kind) {
      case 'sequence':
        return this.#withRedirects(program.redirects, state, (at) => this.#sequence(program, at));
      case 'and-or':
        return this.#preferBuilt(program, state, this.#andOr(program, state));
      case 'negation':
        return this.run(program.body, { ...state, onFailure: 'continues' }).map((end) => ({
          ...negated(end),
          onFailure: state.onFailure,
        }));
      case 'pipeline':
        return this.#pipeline(program, state);
      case 'branch':
        return this.#withRedirects(program.redirects, state, (at) =>
          this.#preferBuilt(program, at, this.#branch(program, at)),
        );
      case 'loop':
        return this.#withRedirects(program.redirects, state, (at) => this.#loop(program, at));
      case 'function':
        return [{ ...state, functions: new Map(state.functions).set(program.name, program), status: success }];
      case 'subshell':
        return this.#withRedirects(program.redirects, state, (at) => this.#subshell(program.body, at));
      case 'background':
        return this.#background(program, state);
      case 'command':
        return this.#command(program, state);
      case 'unread':
        this.context.report('unread-construct', program.span, { why: program.why });
        return [{ ...state, status: success }];
    }
  }

  #preferBuilt(program: Program, state: State, ends: State[]): State[] {
    if (ends.length < 2) return ends;
    const preferred = preferBuilt(state, ends);
    if (preferred.image !== null)
      this.context.assume('image-from-elsewhere', program.span, { image: preferred.image.replace(/:latest$/, '') });
    return [...preferred.ends];
  }

  /** L7: what runs side by side has no order; two that write one path, or one that reads what another writes, race. */
  #background(program: Background, state: State): State[] {
    const onFailure = program.body.kind === 'command' ? 'continues' : 'unchecked';
    const inner: State = { ...state, onFailure, tolerated: true, jobs: [] };
    return this.#subshell(program.body, inner).map((end) => {
      const writes = new Set(stepsSince(end, state.stepCount).flatMap((step) => step.writes));
      const shared = [...writes].find((path) => state.jobs.some((job) => job.has(path)));
      if (shared !== undefined) this.context.report('parallel-writers', program.span, { path: displayPath(shared) });
      const { tolerated } = state;
      return { ...end, onFailure: state.onFailure, tolerated, status: success, jobs: [...state.jobs, writes] };
    });
  }

  /** A build in the foreground while a command in the background still writes into its context. */
  #checkRace(command: Command, state: State): void {
    const effect = state.steps?.step.effect;
    if (state.jobs.length === 0 || effect?.kind !== 'build' || effect.build.context.kind !== 'directory') return;
    const { path } = effect.build.context;
    const written = state.jobs.flatMap((job) => [...job]).find((other) => relativeTo(path, other) !== null);
    if (written !== undefined) this.context.report('parallel-writers', command.span, { path: displayPath(written) });
  }

  #command(command: Command, state: State): State[] {
    if (++this.context.steps > limits.steps) {
      this.context.report('too-many-paths', command.span, { limit: String(limits.steps), what: 'commands' });
      return [{ ...state, flow: { kind: 'exit', failed: true } }];
    }
    return runCommand(command, state, this).map((end) => {
      if (end.stepCount > state.stepCount) this.#checkRace(command, end);
      return this.#afterFailure(end);
    });
  }

  /** `set -e`: a statement that surely fails ends the script. */
  #afterFailure(state: State): State {
    const stops =
      state.options.exitOnError &&
      state.onFailure !== 'continues' &&
      state.onFailure !== 'skips' &&
      state.status.kind === 'failure';
    return stops && isRunning(state) ? { ...state, flow: { kind: 'exit', failed: true } } : state;
  }

  #sequence(sequence: Sequence, state: State): State[] {
    let states: State[] = [state];
    for (const item of sequence.items) {
      states = states.flatMap((at) => this.run(item, at));
      if (states.length > limits.states) {
        this.context.report('too-many-paths', item.span, {
          limit: String(limits.states),
          what: 'ways through the script',
        });
        return states.slice(0, limits.states).map((at) => ({ ...at, flow: { kind: 'exit', failed: true } }));
      }
    }
    return states;
  }

  /** `&&` and `||`: a command counts as successful, a test whose outcome is open gives both ways. */
  #andOr(node: AndOr, state: State): State[] {
    const tolerated = node.operator === '||' && !this.#alwaysStops(node.right, state);
    const skips = node.operator === '&&' && state.onFailure !== 'continues';
    const onFailure: State['onFailure'] = skips ? 'skips' : node.operator === '&&' || tolerated ? 'continues' : 'stops';
    const lefts = this.run(node.left, { ...state, onFailure }).map((end) => ({ ...end, onFailure: state.onFailure }));
    return lefts.flatMap((left) => {
      if (!isRunning(left)) return [left];
      const doubt = node.operator === '||' && this.#matters(node.right) && !this.#isSure(node.left);
      return this.#ways(left, node.left, doubt).flatMap(({ state: at, holds }) =>
        holds === (node.operator === '&&') ? this.run(node.right, at) : [{ ...at, status: holds ? success : failure }],
      );
    });
  }

  /** The ways a condition can come out; `doubt`: also a command that normally succeeds may fail here. */
  #ways(state: State, at: Program, doubt: boolean): { readonly state: State; readonly holds: boolean }[] {
    const { status } = state;
    if (status.kind === 'failure') return [{ state, holds: false }];
    const key = status.kind === 'unknown' ? status.key : doubt ? `status: ${this.#shown(at, state)}` : null;
    if (key === null) return [{ state, holds: true }];
    if (key.startsWith('status:') && !doubt) return [{ state: { ...state, status: success }, holds: true }];
    return this.#fork(state, key, at);
  }

  #fork(state: State, key: string, at: Program): { readonly state: State; readonly holds: boolean }[] {
    const known = decided(state, key);
    if (known !== null) return [{ state, holds: known }];
    return [true, false].map((holds) => ({ state: decide(state, key, holds, at), holds }));
  }

  /** Whether a program does anything with images or containers, so that its being skipped matters. */
  #matters(program: Program): boolean {
    let found = false;
    walk(program, (node) => {
      if (node.kind === 'command' && /\b(?:docker|podman|nerdctl|buildah)\b|DOCKER/.test(this.context.text(node.span)))
        found = true;
      if (node.kind === 'command' && /^(?:cp|mv|cd|\.|source|bash|sh)\b|^\S*\//.test(this.context.text(node.span)))
        found = true;
    });
    return found;
  }

  #alwaysStops(program: Program, state: State): boolean {
    let stops = false;
    walk(program, (node) => {
      if (node.kind !== 'command') return;
      const name = /^\S*/.exec(this.context.text(node.span))?.[0] ?? '';
      const called = state.functions.get(name);
      if (
        /^(?:exit|return)$/.test(name) ||
        (called !== undefined && called.body !== program && /\bexit\b/.test(this.context.text(called.body.span)))
      )
        stops = true;
    });
    return stops;
  }

  #branch(branch: Branch, state: State): State[] {
    let open: { readonly state: State; readonly taken: boolean }[] = [{ state, taken: false }];
    const ends: State[] = [];
    for (const arm of branch.arms) {
      const next: typeof open = [];
      for (const at of open) {
        for (const way of at.taken ? [{ state: at.state, holds: true }] : this.#condition(arm, at.state)) {
          if (!isRunning(way.state)) ends.push(way.state);
          else if (!way.holds) next.push({ state: way.state, taken: false });
          else
            for (const end of this.run(arm.body, way.state)) {
              if (arm.fallsThrough && isRunning(end)) next.push({ state: end, taken: true });
              else ends.push(end);
            }
        }
      }
      open = next;
    }
    const { otherwise } = branch;
    return [
      ...ends,
      ...open.flatMap(({ state: at, taken }) =>
        otherwise === null || taken ? [{ ...at, status: success }] : this.run(otherwise, at),
      ),
    ];
  }

  #condition(arm: Branch['arms'][number], state: State): { readonly state: State; readonly holds: boolean }[] {
    const { condition } = arm;
    if (condition.kind === 'match') return this.#match(condition.subject, condition.patterns, arm.body, state);
    return this.#waysOf(condition.program, state);
  }

  /** `! docker pull x` may come out either way, like the command itself. */
  #waysOf(program: Program, state: State): { readonly state: State; readonly holds: boolean }[] {
    const [only, more] = program.kind === 'sequence' && program.redirects.length === 0 ? program.items : [];
    if (only !== undefined && more === undefined) return this.#waysOf(only, state);
    if (program.kind === 'negation' && !this.#isSure(program))
      return this.#waysOf(program.body, state).map((way) =>
        isRunning(way.state) ? { state: way.state, holds: !way.holds } : way,
      );
    const doubtful = this.#isProbe(program);
    return this.run(program, { ...state, onFailure: 'continues' })
      .map((end) => ({ ...end, onFailure: state.onFailure }))
      .flatMap((end) => (isRunning(end) ? this.#ways(end, program, doubtful) : [{ state: end, holds: true }]));
  }

  /** In `if`, every command but those that make images or containers may come out either way. */
  #isProbe(program: Program): boolean {
    return !makingCommand.test(this.context.text(program.span)) && !this.#isSure(program);
  }

  /** A test of known words: its outcome is no guess. */
  #isSure(program: Program): boolean {
    switch (program.kind) {
      case 'command':
        return sureCommands.test(this.context.text(program.span));
      case 'negation':
        return this.#isSure(program.body);
      case 'and-or':
        return this.#isSure(program.left) && this.#isSure(program.right);
      case 'sequence':
        return program.items.length > 0 && program.items.every((item) => this.#isSure(item));
      default:
        return false;
    }
  }

  /** A command with what its words hold now, so that two rounds of a loop decide apart. */
  #shown(at: Program, state: State): string {
    const step = state.steps?.step;
    if (at.kind !== 'command' || step?.command !== at) return this.context.text(at.span);
    return step.words.map(({ value }) => renderValue(value).replace(/#\d+/g, '#')).join(' ');
  }

  #match(
    subject: Word,
    patterns: readonly Word[],
    at: Program,
    state: State,
  ): { readonly state: State; readonly holds: boolean }[] {
    return expandValue(subject, state, this.expander).flatMap(({ state: next, value }) => {
      const outcomes = patterns.map((pattern) => matchPattern(value, patternText(pattern)));
      if (outcomes.includes(true)) return [{ state: next, holds: true }];
      if (!outcomes.includes(null)) return [{ state: next, holds: false }];
      return this.#fork(next, `case ${renderValue(value)} in ${patterns.map(patternText).join('|')}`, at);
    });
  }

  #loop(loop: Loop, state: State): State[] {
    switch (loop.head.kind) {
      case 'list':
        return this.#listLoop(loop, loop.head.variable, loop.head.items, state);
      case 'while':
      case 'until':
        return this.#conditionLoop(loop, loop.head.condition, loop.head.kind === 'while', state);
      case 'opaque':
        return this.#once(
          loop,
          loop.head.variables.reduce(
            (at, name) => assignVariable(at, name, symbolValue(`\${${name}}`), null),
            this.#forget(loop.body, state),
          ),
        ).map(leaveLoop);
    }
  }

  /** Constant lists are unrolled; a list that is not known is one pass with the variable as a symbol. */
  #listLoop(loop: Loop, variable: string, items: readonly Word[], state: State): State[] {
    return expandWords(items, state, this.expander).flatMap((expanded) => {
      const values = expanded.value.map((argument) => argument.value);
      const open =
        values.some((value) => symbolsOf(value).some((symbol) => symbol.splits)) || values.length > limits.iterations;
      const given = expanded.state.given.get(`\${${variable}}`);
      const any = given === undefined ? symbolValue(`\${${variable}}`) : textValue(given);
      const rounds = open ? [any] : values;
      let states = [open ? this.#forget(loop.body, expanded.state) : expanded.state];
      for (const value of rounds) {
        states = states.flatMap((at) =>
          isRunning(at) ? this.#once(loop, assignVariable(at, variable, value, null)) : [at],
        );
        if (states.length > limits.states) break;
      }
      return states.map(leaveLoop);
    });
  }

  #conditionLoop(loop: Loop, condition: Program, wanted: boolean, state: State): State[] {
    const conditionState: State = { ...state, onFailure: 'continues' };
    return this.run(condition, conditionState).flatMap((end): State[] => {
      const at = { ...end, onFailure: state.onFailure };
      if (!isRunning(at)) return [at];
      if (at.status.kind !== 'unknown' && (at.status.kind === 'success') !== wanted)
        return [{ ...at, status: success }];
      if (!this.#matters(loop.body)) return [this.#forget(loop.body, at)];
      return this.#once(loop, this.#forget(loop.body, at)).map(leaveLoop);
    });
  }

  #once(loop: Loop, state: State): State[] {
    return this.run(loop.body, state).map((end) =>
      end.flow.kind === 'continue' && end.flow.levels <= 1 ? { ...end, flow: running } : end,
    );
  }

  /** After any number of rounds an assigned variable holds something unknown; what it held before is the default. */
  #forget(body: Program, state: State): State {
    let after = state;
    for (const name of this.#assignedIn(body, state, new Set())) {
      const before = state.variables.get(name);
      const value = before?.value;
      const fallback = value === undefined || 'items' in value ? null : knownText(value);
      const symbol = symbolValue(`\${${name}}`, false, fallback);
      const isList = value !== undefined && 'items' in value;
      const unknown = isList ? { items: [symbolValue(`\${${name}[@]}`, true)] } : symbol;
      after = assignVariable(after, name, unknown, before?.step ?? null);
    }
    return after;
  }

  /** Names that a program, or a function that it calls, assigns. */
  #assignedIn(program: Program, state: State, functions: Set<string>): Set<string> {
    const names = new Set<string>();
    walk(program, (node) => {
      if (node.kind === 'function') return false;
      if (node.kind !== 'command') return true;
      for (const { name } of node.assignments) if (node.argv.length === 0) names.add(name);
      const text = this.context.text(node.span);
      const [command = ''] = /^\S*/.exec(text) ?? [];
      if (/^(?:export|declare|readonly)$/.test(command))
        for (const [, name] of text.matchAll(/\s(\w+)\+?=/g)) if (name !== undefined) names.add(name);
      const changed = /^(?:\(\(|let\s)\s*(?:\+\+|--)?(\w+)/.exec(text)?.[1];
      if (changed !== undefined) names.add(changed);
      const called = functions.has(command) ? undefined : state.functions.get(command);
      if (called === undefined) return true;
      functions.add(command);
      for (const name of this.#assignedIn(called.body, state, functions)) names.add(name);
      return true;
    });
    return names;
  }

  /** `( … )`: directory, variables and options come back; the world and the steps stay. */
  #subshell(body: Program, state: State): State[] {
    return runToEnd(body, { ...state, exitTraps: [] }, this).map((end) => afterSubshell(state, end));
  }

  #pipeline(pipeline: Pipeline, state: State): State[] {
    let states: State[] = [state];
    for (const [index, stage] of pipeline.stages.entries()) {
      const last = index === pipeline.stages.length - 1;
      states = states.flatMap((at) => {
        if (!isRunning(at)) return [at];
        const inner: State = {
          ...at,
          output: last ? state.output : [],
          captured: last ? state.captured : true,
          pipedInto: last ? state.pipedInto : (pipeline.stages[index + 1] ?? null),
          onFailure: last || state.options.pipefail ? state.onFailure : 'continues',
        };
        return this.#subshell(stage, inner).map((end): State => ({
          ...end,
          onFailure: state.onFailure,
          captured: state.captured,
          pipedInto: state.pipedInto,
          output: last ? end.output : state.output,
          stdin: last ? state.stdin : joinStreams(end.output),
          fedBy: last ? state.fedBy : stepsFrom(at.stepCount, end.stepCount),
        }));
      });
    }
    return states;
  }

  #capture(program: Program, state: State): { readonly state: State; readonly stdout: Stream }[] {
    const inner: State = { ...state, output: [], captured: true, pipedInto: null };
    return this.run(program, inner).map((end) => {
      const after = afterSubshell(state, end);
      return {
        state: {
          ...after,
          output: state.output,
          captured: state.captured,
          pipedInto: state.pipedInto,
          status: end.status,
        },
        stdout: joinStreams(end.output),
      };
    });
  }

  #withRedirects(redirects: Sequence['redirects'], state: State, body: (state: State) => State[]): State[] {
    if (redirects.length === 0) return body(state);
    return readRedirects(redirects, state, this).flatMap(({ state: at, value: plan }) => {
      const inner: State = {
        ...at,
        stdin: plan.stdin ?? at.stdin,
        output: [],
        captured: at.captured || plan.outputs.length > 0,
        pipedInto: plan.outputs.length > 0 ? null : at.pipedInto,
      };
      return body(inner).map((end) => {
        const stdout = joinStreams(end.output);
        const outer: State = {
          ...end,
          stdin: state.stdin,
          captured: state.captured,
          pipedInto: state.pipedInto,
          output: state.output,
        };
        return applyRedirects(plan, stdout, outer).state;
      });
    });
  }
}

/** The steps of one pipe stage. */
function stepsFrom(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function negated(state: State): State {
  const { status } = state;
  switch (status.kind) {
    case 'success':
      return { ...state, status: failure };
    case 'failure':
      return { ...state, status: success };
    case 'unknown':
      return { ...state, status: negateKey(status) };
  }
}

function negateKey(status: Status & { kind: 'unknown' }): Status {
  return { kind: 'unknown', key: status.key.startsWith('!') ? status.key.slice(1) : `!${status.key}` };
}

function leaveLoop(state: State): State {
  const { flow } = state;
  if (flow.kind !== 'break' && flow.kind !== 'continue') return state;
  const left: Flow = flow.levels > 1 ? { ...flow, levels: flow.levels - 1 } : running;
  return { ...state, flow: left };
}

/** What a subshell leaves behind in the shell around it. */
export function afterSubshell(outer: State, end: State): State {
  const exited = end.flow.kind === 'exit';
  return {
    ...end,
    world: { ...end.world, cwd: outer.world.cwd },
    variables: outer.variables,
    positional: outer.positional,
    functions: outer.functions,
    options: outer.options,
    exitTraps: outer.exitTraps,
    directories: outer.directories,
    flow: running,
    status: exited ? (end.flow.failed ? failure : success) : end.status,
  };
}

/** Several outputs one after the other; one that is not known makes the whole unknown. */
export function joinStreams(streams: readonly Stream[]): Stream {
  const real = streams.filter((stream) => stream.kind !== 'nothing');
  const [first] = real;
  if (first === undefined) return { kind: 'nothing' };
  if (real.length === 1) return first;
  const texts = real.map((stream) => (stream.kind === 'text' ? stream.text : null));
  return texts.includes(null)
    ? { kind: 'unknown', why: 'what several commands print' }
    : { kind: 'text', text: joinValues(texts.filter((text) => text !== null)) };
}

function patternText(word: Word): string {
  return word.pieces
    .map((piece) =>
      piece.kind === 'literal'
        ? piece.quoted
          ? piece.text.replace(/[*?[\]\\]/g, '\\$&')
          : piece.text
        : piece.kind === 'glob'
          ? piece.text
          : `\${${piece.kind}}`,
    )
    .join('');
}

/** Whether a case pattern matches; null where the value is not known. */
function matchPattern(value: Value, pattern: string): boolean | null {
  if (pattern === '*') return true;
  const text = knownText(value);
  if (text !== null) return globToPattern(pattern, true).test(text);
  return equalsText(value, pattern) ? true : null;
}

function equalsText(value: Value, pattern: string): boolean {
  return renderValue(value) === renderValue(textValue(pattern));
}
