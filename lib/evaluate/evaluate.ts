import type { FileTree } from '../source/file-tree.js';
import { success } from '../commands/command.js';
import { parentPath, repositoryRoot, type HostPath } from '../world/host-path.js';
import { emptyDirectory, updateNode, withEntry, type DirectoryNode } from '../world/tree.js';
import { copiesOf, type Trace } from '../world/step.js';
import { runToEnd, shebangOptions } from './calls.js';
import { EvaluationContext } from './context.js';
import type { EntryPoint } from './entry.js';
import { hostOfCheckout } from './host.js';
import { Interpreter } from './interpreter.js';
import { missingFrom } from './start.js';
import { running, stepsOf, type State } from './state.js';

/**
 * Evaluates one entry from a clean checkout.
 *
 * The starting directory is the one candidate (the repository's root, the script's folder) under which every
 * literal Dockerfile, context and COPY source exists; where several are as good and differ, that is said.
 */
export function evaluateEntry(tree: FileTree, entry: EntryPoint): Trace {
  const known = evaluated.get(tree) ?? new Map<string, Trace>();
  evaluated.set(tree, known);
  let trace = known.get(entry.name);
  if (trace === undefined) {
    trace = evaluateOnce(tree, entry);
    known.set(entry.name, trace);
  }
  return trace;
}

/** A tree never changes, so an entry of it means one thing. */
const evaluated = new WeakMap<FileTree, Map<string, Trace>>();

function evaluateOnce(tree: FileTree, entry: EntryPoint): Trace {
  const folder = parentPath(`${repositoryRoot}/${entry.file}`);
  const candidates = folder === repositoryRoot ? [folder] : [repositoryRoot, folder];
  const tried = candidates.map((cwd) => evaluateFrom(tree, entry, cwd));
  const rated = tried.map((trace) => ({ trace, missing: missingFrom(tree, trace) }));
  const building = rated.filter(({ trace }) => buildsOf(trace) !== '');
  const candidatesLeft = building.length > 0 ? building : rated;
  const best = Math.min(...candidatesLeft.map(({ missing }) => missing));
  const good = candidatesLeft.filter(({ missing }) => missing === best).map(({ trace }) => trace);
  const [first, second] = good;
  if (first === undefined) return evaluateFrom(tree, entry, repositoryRoot);
  if (second === undefined || sameBuilds(first, second)) return first;
  return ambiguousStart(tree, entry, first);
}

function evaluateFrom(tree: FileTree, entry: EntryPoint, cwd: HostPath): Trace {
  const context = new EvaluationContext(tree);
  const program = context.program(entry.file);
  if (program === null)
    return { entry, paths: [], files: context.files, diagnostics: context.diagnostics, assumptions: [] };
  const interpreter = new Interpreter(context);
  const ends = runToEnd(program.program, startState(tree, entry, cwd), interpreter);
  const paths = ends.map((end) => ({
    decisions: end.decisions,
    steps: stepsOf(end),
    end: end.flow.kind === 'exit' && end.flow.failed ? ('failed' as const) : ('normal' as const),
    last: end.world,
  }));
  return { entry, paths, files: context.files, diagnostics: context.diagnostics, assumptions: context.assumptions };
}

function startState(tree: FileTree, entry: EntryPoint, cwd: HostPath): State {
  return {
    world: { host: startHost(tree, cwd), cwd, images: new Map(), containers: new Map() },
    variables: new Map(),
    positional: { items: [], open: true, shifted: 0 },
    locals: null,
    script: `${repositoryRoot}/${entry.file}`,
    source: `${repositoryRoot}/${entry.file}`,
    functions: new Map(),
    options: shebangOptions(tree.read(entry.file)),
    decisions: [],
    steps: null,
    stepCount: 0,
    counters: new Map(),
    callers: [],
    within: null,
    files: [entry.file],
    exitTraps: [],
    flow: running,
    status: success,
    onFailure: 'unchecked',
    tolerated: false,
    directories: [],
    previous: null,
    used: [],
    output: [],
    captured: false,
    pipedInto: null,
    stdin: { kind: 'nothing' },
    fedBy: [],
  };
}

function startHost(tree: FileTree, cwd: HostPath): DirectoryNode {
  const host = hostOfCheckout(tree);
  return (
    updateNode(host, cwd, (found) => (found.kind === 'found' ? found.node : emptyDirectory)) ??
    withEntry(host, 'tmp', emptyDirectory)
  );
}

/** Two starting directories are one where the script goes to a place of its own first. */
function sameBuilds(a: Trace, b: Trace): boolean {
  return buildsOf(a) === buildsOf(b);
}

function buildsOf(trace: Trace): string {
  return trace.paths
    .flatMap((path) => path.steps)
    .flatMap((step) => {
      if (step.effect.kind !== 'build') return copiesOf(step).map(({ to }) => to);
      const { dockerfile, context } = step.effect.build;
      return [
        `${dockerfile.kind === 'file' ? dockerfile.path : dockerfile.kind} ${context.kind === 'directory' ? context.path : context.kind}`,
      ];
    })
    .join('\n');
}

function ambiguousStart(tree: FileTree, entry: EntryPoint, trace: Trace): Trace {
  const context = new EvaluationContext(tree);
  context.report('start-directory', entry.file, { script: entry.file, folder: parentPath(`/${entry.file}`).slice(1) });
  return { ...trace, diagnostics: [...trace.diagnostics, ...context.diagnostics] };
}
