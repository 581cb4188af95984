import type { Diagnostic } from '../source/diagnostic.js';
import type { FileTree } from '../source/file-tree.js';
import { success } from '../commands/command.js';
import { parentPath, repositoryRoot, type HostPath } from '../world/host-path.js';
import { emptyDirectory, updateNode, withEntry, type DirectoryNode } from '../world/tree.js';
import { copiesOf, type Trace } from '../world/step.js';
import { runToEnd, shebangOptions } from './calls.js';
import { EvaluationContext } from './context.js';
import type { EntryPoint } from './entry.js';
import { findFamily, type Family } from './families.js';
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
  const key = `${entry.name} ${JSON.stringify(entry.families === undefined ? null : [...entry.families])}`;
  let trace = known.get(key);
  if (trace === undefined) {
    trace = evaluateOnce(tree, entry);
    known.set(key, trace);
  }
  return trace;
}

/** A tree never changes, so an entry of it means one thing. */
const evaluated = new WeakMap<FileTree, Map<string, Trace>>();

function evaluateOnce(tree: FileTree, entry: EntryPoint): Trace {
  const folder = parentPath(`${repositoryRoot}/${entry.file}`);
  const candidates = folder === repositoryRoot ? [folder] : [repositoryRoot, folder];
  const tried = candidates.map((cwd) => evaluateFamilies(tree, entry, cwd));
  const rated = tried.map((trace) => ({ trace, missing: missingFrom(tree, trace) }));
  const building = rated.filter(({ trace }) => buildsOf(trace) !== '');
  const candidatesLeft = building.length > 0 ? building : rated;
  const best = Math.min(...candidatesLeft.map(({ missing }) => missing));
  const good = candidatesLeft.filter(({ missing }) => missing === best).map(({ trace }) => trace);
  const [first, second] = good;
  if (first === undefined) return evaluateFrom(tree, entry, repositoryRoot, []);
  if (second === undefined || sameBuilds(first, second)) return first;
  return ambiguousStart(tree, entry, first);
}

/** How many values the files of a checkout may settle one after the other. */
const mostFamilies = 2;

/** Once for each value that decides which Dockerfile is built, where the checkout lists them. */
function evaluateFamilies(tree: FileTree, entry: EntryPoint, cwd: HostPath): Trace {
  let families: Family[] = [...(entry.families ?? [])].map(([key, values]) => ({ key, values }));
  let trace = evaluateMembers(tree, entry, cwd, families);
  while (entry.families === undefined && families.length < mostFamilies) {
    const family = findFamily(tree, trace);
    if (family === null || families.some(({ key }) => key === family.key)) break;
    families = [...families, family];
    trace = evaluateMembers(tree, entry, cwd, families);
  }
  return trace;
}

function evaluateMembers(tree: FileTree, entry: EntryPoint, cwd: HostPath, families: readonly Family[]): Trace {
  let members: readonly (readonly Member[])[] = [[]];
  for (const family of families)
    members = members.flatMap((member) => family.values.map((value) => [...member, { family, value }]));
  const traces = members.map((member) => evaluateFrom(tree, entry, cwd, member));
  const [first] = traces;
  if (first === undefined || families.length === 0) return first ?? evaluateFrom(tree, entry, cwd, []);
  return {
    entry,
    paths: traces.flatMap(({ paths }) => paths),
    files: [...new Set(traces.flatMap(({ files }) => files))],
    diagnostics: unique([...listedValues(tree, entry, families), ...traces.flatMap(({ diagnostics }) => diagnostics)]),
    families: new Map(families.map(({ key, values }) => [key, values])),
    assumptions: unique(traces.flatMap(({ assumptions }) => assumptions)),
  };
}

function listedValues(tree: FileTree, entry: EntryPoint, families: readonly Family[]): readonly Diagnostic[] {
  const context = new EvaluationContext(tree);
  for (const { key, values } of families)
    context.report('listed-values', entry.file, { name: key, values: values.join(', ') });
  return context.diagnostics;
}

function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}

/** One value of a family: the way on which it is that. */
interface Member {
  readonly family: Family;
  readonly value: string;
}

function evaluateFrom(tree: FileTree, entry: EntryPoint, cwd: HostPath, members: readonly Member[]): Trace {
  const context = new EvaluationContext(tree);
  const program = context.program(entry.file);
  if (program === null)
    return { entry, paths: [], files: context.files, diagnostics: context.diagnostics, assumptions: [] };
  const interpreter = new Interpreter(context);
  const start = startState(tree, entry, cwd);
  const given = new Map(members.map(({ family, value }) => [family.key, value]));
  const decisions = members.flatMap(({ family, value }) =>
    family.values.map((other) => ({ key: `${family.key} is ${other}`, holds: other === value, at: program.program })),
  );
  const ends = runToEnd(program.program, { ...start, given, decisions }, interpreter);
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
    given: new Map(),
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
    jobs: [],
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
