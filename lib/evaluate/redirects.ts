import type { Redirect } from '../script/program.js';
import { resolveHostPath, type HostPath } from '../world/host-path.js';
import { fileNode, findNode, updateNode, type Mode, type Origin } from '../world/tree.js';
import type { FileTree } from '../source/file-tree.js';
import { modeOfWritten } from '../commands/host/mode.js';
import { concatValues, knownText, textValue, type Value } from '../world/value.js';
import type { World } from '../world/world.js';
import type { Stream } from '../commands/command.js';
import { expandValue, type Expanded } from './expand.js';
import type { Interpreter } from './interpreter.js';
import type { State } from './state.js';

export interface OutputFile {
  readonly path: HostPath;
  readonly append: boolean;
  readonly descriptor: number;
  /** A file that is there keeps its mode (MODE-2). */
  readonly mode: Mode;
}

/** Where the streams of a command go. */
export interface RedirectPlan {
  readonly stdin: Stream | null;
  readonly reads: readonly HostPath[];
  readonly outputs: readonly OutputFile[];
  /** False where standard output was sent to /dev/null or to standard error. */
  readonly visible: boolean;
}

const none: RedirectPlan = { stdin: null, reads: [], outputs: [], visible: true };

/** Expands the words of redirections and reads the files behind `<`. */
export function readRedirects(
  redirects: readonly Redirect[],
  state: State,
  interpreter: Interpreter,
): Expanded<RedirectPlan>[] {
  let results: Expanded<RedirectPlan>[] = [{ state, value: none }];
  for (const redirect of redirects) {
    results = results.flatMap((result) => addRedirect(result, redirect, interpreter));
  }
  return results;
}

function addRedirect(
  { state, value: plan }: Expanded<RedirectPlan>,
  redirect: Redirect,
  interpreter: Interpreter,
): Expanded<RedirectPlan>[] {
  const { operation, descriptor } = redirect;
  const word = operation.kind === 'heredoc' || operation.kind === 'herestring' ? operation.body : operation.target;
  return expandValue(word, state, interpreter.expander).map((expanded) => ({
    state: expanded.state,
    value: planned(plan, operation, descriptor, expanded.value, expanded.state.world, interpreter.context.tree),
  }));
}

function planned(
  plan: RedirectPlan,
  operation: Redirect['operation'],
  descriptor: number,
  value: Value,
  world: World,
  files: FileTree,
): RedirectPlan {
  switch (operation.kind) {
    case 'heredoc':
      return { ...plan, stdin: { kind: 'text', text: value } };
    case 'herestring':
      return { ...plan, stdin: { kind: 'text', text: concatValues(value, textValue('\n')) } };
    case 'duplicate':
      return descriptor === 1 ? { ...plan, visible: false } : plan;
    case 'read': {
      const path = resolveHostPath(value, world.cwd).path;
      return { ...plan, stdin: fileStream(world, path), reads: [...plan.reads, path] };
    }
    case 'write': {
      const text = knownText(value);
      const reachesStdout = descriptor === 1 || descriptor === -1;
      if (text !== null && text.startsWith('/dev/')) return reachesStdout ? { ...plan, visible: false } : plan;
      const path = resolveHostPath(value, world.cwd).path;
      return {
        ...plan,
        outputs: [
          ...plan.outputs,
          { path, append: operation.append, descriptor, mode: modeOfWritten(findNode(world.host, path), files) },
        ],
        visible: plan.visible && !reachesStdout,
      };
    }
  }
}

/** The bytes of a host file as a stream. */
export function fileStream(world: World, path: HostPath): Stream {
  const found = findNode(world.host, path);
  if (found.kind !== 'found' || found.node.kind === 'directory')
    return { kind: 'unknown', why: `the content of ${path}` };
  const { origin } = found.node;
  return origin.kind === 'generated' ? { kind: 'text', text: origin.text } : { kind: 'content', origin };
}

/** Writes what a command printed to the files behind `>` and `>>`; the rest goes on to the shell's own output. */
export function applyRedirects(
  plan: RedirectPlan,
  stdout: Stream,
  state: State,
): { readonly state: State; readonly writes: readonly HostPath[] } {
  let world = state.world;
  for (const output of plan.outputs) {
    const printed =
      output.descriptor === 2 ? ({ kind: 'unknown', why: 'what a command says on standard error' } as const) : stdout;
    const host = updateNode(world.host, output.path, (found) =>
      fileNode(writtenOrigin(output, printed, found.kind === 'found' ? world : null), output.mode),
    );
    if (host !== null) world = { ...world, host };
  }
  const isHeard = plan.visible && state.captured && stdout.kind !== 'nothing';
  const shown = isHeard ? [...state.output, stdout] : state.output;
  return { state: { ...state, world, output: shown }, writes: plan.outputs.map((output) => output.path) };
}

function writtenOrigin(output: OutputFile, printed: Stream, existing: World | null): Origin {
  const before = output.append && existing !== null ? fileStream(existing, output.path) : null;
  if (before !== null) return appended(before, printed);
  switch (printed.kind) {
    case 'nothing':
      return { kind: 'generated', text: [] };
    case 'text':
      return { kind: 'generated', text: printed.text };
    case 'content':
      return printed.origin;
    case 'unknown':
      return { kind: 'derived', by: printed.why, from: [] };
  }
}

function appended(before: Stream, printed: Stream): Origin {
  if (before.kind === 'text' && printed.kind === 'text')
    return { kind: 'generated', text: concatValues(before.text, printed.text) };
  const from = [before, printed].flatMap((stream) => (stream.kind === 'content' ? [stream.origin] : []));
  return { kind: 'derived', by: '>>', from };
}
