import type { FileTree } from '../source/file-tree.js';
import { isReadFailure } from '../source/file-tree.js';
import type { Diagnostic, FileLookup } from '../source/diagnostic.js';
import { displayPath } from '../world/host-path.js';
import { renderValue } from '../world/value.js';
import type { Step } from '../world/step.js';
import { contentImage, type Image } from '../world/world.js';
import { artifactsOf, consumptions, isRuntime, type BuildRun, type Inference } from '../infer/infer.js';
import { closureOf } from './closure.js';
import type { EngineChoice } from './engine.js';
import { explainWith, type Explain } from './explain.js';
import { productWays } from './idle-ways.js';
import { isInput } from './inputs.js';
import { findLiveness, type Liveness } from './liveness.js';
import type { Extraction } from './extraction.js';
import type { PipelinePlan, Refusal } from './model.js';
import { newFilePath, variantPath } from './new-file.js';
import { once, planPipeline, type PlanningInput } from './pipeline.js';
import { scriptsOf } from './scripts.js';
import { tiedGroups, type Sharing } from './shared-statements.js';
import { signatureOf } from './signature.js';
import { stagedFolder } from './staging.js';

/** What is to be done with a repository: each pipeline planned, or refused with its reasons. */
export interface Plan {
  readonly pipelines: readonly PipelinePlan[];
  readonly refusals: readonly Refusal[];
  readonly liveness: Liveness;
  /** Artifacts that only the host wants, with `--extract`. */
  readonly extractions: readonly Extraction[];
}

export interface PlanOptions {
  /** Whether a file that is not evaluated needs an image name or a host path. */
  isReferenced(name: string): boolean;
  /** Groups that a later room found to be impossible, with the reasons. */
  readonly excluded: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Whether the person asked for this runtime and these builders. */
  wanted(runtime: string, builders: readonly string[]): boolean;
  readonly engine: EngineChoice;
  readonly strict: boolean;
}

/** Plans every pipeline of a repository. */
export function planRepository(tree: FileTree, inference: Inference, options: PlanOptions): Plan {
  const files: FileLookup = (path) => {
    const file = inference.texts.get(path) ?? tree.read(path);
    return isReadFailure(file) ? undefined : file;
  };
  const apart = new Set<Image>();
  const { engine, strict } = options;
  const input: PlanningInput = { tree, inference, files, explain: explainWith(files), engine, strict, apart };
  const all = groupRuntimes(inference);
  const groups = all.filter(({ path, runs }) =>
    options.wanted(
      path,
      runs.flatMap((run) => closureOf(run, inference).builders.map(({ reading }) => reading.path)),
    ),
  );
  const unasked = all.filter((group) => !groups.includes(group)).map(({ path, runs }) => ({ group: path, runs }));
  for (;;) {
    const planned = groups.map((group) => planGroup(group, input));
    const results = tieTogether(planned, unasked, input).map((result) => exclude(result, options.excluded, input));
    const plan = settle(results, input, options);
    const kept = extendedButKept(plan).filter((image) => !apart.has(image));
    if (kept.length === 0) return plan;
    for (const image of kept) apart.add(image);
  }
}

/** Builders that are still needed as they are, and whose stage goes on with a command (T-R8): that needs its own stage. */
function extendedButKept({ pipelines, liveness }: Plan): readonly Image[] {
  return pipelines.flatMap(({ parts }) =>
    parts.flatMap(({ appended }, index) => {
      const image = parts[index - 1]?.run.image;
      return appended && image !== undefined && liveness.keptImages.has(image) ? [image] : [];
    }),
  );
}

/** Groups that share a statement become one; where one of them does not convert, none does. */
function tieTogether(
  results: readonly GroupResult[],
  unasked: readonly Sharing[],
  input: PlanningInput,
): readonly GroupResult[] {
  const left = [...results.flatMap(({ refusals }) => refusals), ...unasked];
  const names = tiedGroups([...results.flatMap(({ pipelines }) => pipelines), ...left], input.inference);
  const nameOf = (group: string): string => names.get(group) ?? group;
  return results.map(({ pipelines, refusals }) => {
    const tied = pipelines.map((pipeline) => ({
      pipeline: { ...pipeline, group: nameOf(pipeline.group) },
      others: left.filter(({ group }) => nameOf(group) === nameOf(pipeline.group)).map(({ group }) => group),
    }));
    return {
      pipelines: tied.flatMap(({ pipeline, others }) => (others.length === 0 ? [pipeline] : [])),
      refusals: [
        ...refusals.map((refusal) => ({ ...refusal, group: nameOf(refusal.group) })),
        ...tied.flatMap(({ pipeline, others }) => (others.length === 0 ? [] : [tiedRefusal(pipeline, others, input)])),
      ],
    };
  });
}

function tiedRefusal({ runs, id, group }: PipelinePlan, others: readonly string[], input: PlanningInput): Refusal {
  const [run] = runs;
  const values = { path: run?.reading.path ?? '', others: [...new Set(others)].join(', ') };
  return refusalOf(runs, id, group, [input.explain('shared-statement', run?.step.command.span ?? null, values)], input);
}

/** All builds of one runtime Dockerfile. */
interface Group {
  readonly path: string;
  readonly runs: readonly BuildRun[];
  /** Builds of the same file that take no artifact. */
  readonly others: readonly BuildRun[];
}

interface GroupResult {
  readonly pipelines: readonly PipelinePlan[];
  readonly refusals: readonly Refusal[];
}

/** Runtime builds that feed no other runtime build, by Dockerfile and target. */
function groupRuntimes(inference: Inference): Group[] {
  const runtimes = inference.builds.filter(({ reading }) => isRuntime(reading));
  const inner = new Set<Image>(runtimes.flatMap((run) => closureOf(run, inference).builders.map(({ image }) => image)));
  const groups = new Map<string, { path: string; runs: BuildRun[] }>();
  for (const run of runtimes) {
    if (inner.has(run.image)) continue;
    const key = run.reading.path;
    const group = groups.get(key) ?? { path: key, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((group) => ({
      ...group,
      others: inference.builds.filter(
        (run) => run.reading.path === group.path && !group.runs.includes(run) && !inner.has(run.image),
      ),
    }));
}

/** One Dockerfile changes in place only if all its builds become the same stages; else each kind gets a file. */
function planGroup(group: Group, input: PlanningInput): GroupResult {
  const variants = new Map<string, BuildRun[]>();
  for (const run of group.runs) {
    const signature = signatureOf(run, input.inference);
    variants.set(signature, [...(variants.get(signature) ?? []), run]);
  }
  const kinds = [...variants.values()];
  const ids = kinds.map(
    (runs, index) =>
      `${runs[0]?.trace.entry.name ?? ''}:${group.path}${kinds.length === 1 ? '' : `#${String(index + 1)}`}`,
  );
  const groupId = kinds.length === 1 ? (ids[0] ?? group.path) : group.path;
  const refuse = (runs: readonly BuildRun[], id: string, diagnostics: readonly Diagnostic[]): Refusal =>
    refusalOf(runs, id, groupId, diagnostics, input);
  const shared = sharedStatement(kinds);
  if (shared !== null) {
    const diagnostic = input.explain('branches-disagree', shared.span, { path: group.path });
    return { pipelines: [], refusals: kinds.map((runs, index) => refuse(runs, ids[index] ?? '', [diagnostic])) };
  }
  const inPlace = kinds.length === 1 && group.others.length === 0;
  const taken = new Set(input.tree.entries.keys());
  const planned = kinds.map((runs, index) => {
    const own = newFilePath(runs, group.path, taken);
    const output = inPlace ? own : variantPath(runs, kinds, own, input.inference, taken);
    taken.add(output);
    return {
      runs,
      id: ids[index] ?? '',
      result: planPipeline({ id: ids[index] ?? '', group: groupId, runs, output }, input),
    };
  });
  if (planned.every(({ result }) => result.plan !== null))
    return { pipelines: planned.flatMap(({ result }) => result.plan ?? []), refusals: [] };
  const failed = planned.filter(({ result }) => result.plan === null).map(({ id }) => id);
  return {
    pipelines: [],
    refusals: planned.map(({ runs, id, result }) => {
      const others = input.explain('shared-dockerfile', group.path, { path: group.path, others: failed.join(', ') });
      return refuse(runs, id, result.plan === null ? result.findings.refusals : [others]);
    }),
  };
}

function exclude(result: GroupResult, excluded: PlanOptions['excluded'], input: PlanningInput): GroupResult {
  const kept = result.pipelines.filter(({ group }) => !excluded.has(group));
  const dropped = result.pipelines.filter(({ group }) => excluded.has(group));
  const refusals = dropped.map(({ runs, id, group }) => refusalOf(runs, id, group, excluded.get(group) ?? [], input));
  return { pipelines: kept, refusals: [...result.refusals, ...refusals] };
}

/** One statement that would have to become two different ones. */
function sharedStatement(kinds: readonly (readonly BuildRun[])[]): Step['command'] | null {
  const seen = new Map<Step['command'], number>();
  for (const [index, runs] of kinds.entries()) {
    for (const { step } of runs) {
      const before = seen.get(step.command);
      if (before !== undefined && before !== index) return step.command;
      seen.set(step.command, index);
    }
  }
  return null;
}

function refusalOf(
  runs: readonly BuildRun[],
  id: string,
  group: string,
  diagnostics: readonly Diagnostic[],
  input: PlanningInput,
): Refusal {
  const [run] = runs;
  const builders = run === undefined ? [] : closureOf(run, input.inference).builders.map(({ reading }) => reading);
  return {
    kind: 'refusal',
    id,
    group,
    runs,
    runtime: run?.reading ?? null,
    builders,
    entry: run?.trace.entry.name ?? '',
    scripts: scriptsOf(runs, input.inference),
    diagnostics: once(diagnostics),
  };
}

/** Finds what the conversions leave over, and takes back those that an input in between forbids; until it is stable. */
function settle(results: readonly GroupResult[], input: PlanningInput, options: PlanOptions): Plan {
  let pipelines = results.flatMap((result) => result.pipelines);
  const refusals = results.flatMap((result) => [...result.refusals]);
  for (;;) {
    const liveness = findLiveness(input.inference, {
      images: foldedImages(pipelines, input.inference),
      runtimes: new Set(pipelines.flatMap(({ runs }) => runs.map(({ step }) => step.command))),
      taken: pipelines.flatMap(({ runs }) =>
        runs.flatMap((run) =>
          [run, ...closureOf(run, input.inference).builders].flatMap(({ reading }) =>
            consumptions(reading).flatMap(artifactsOf),
          ),
        ),
      ),
      moved: movedFrom(pipelines, input.inference),
      staged: new Set(pipelines.flatMap(({ runs }) => runs.flatMap(({ reading }) => stagedFolder(reading) ?? []))),
      dockerfiles: writtenDockerfiles(pipelines),
      isReferenced: (name) => options.isReferenced(name),
    });
    const blocked = new Map(
      pipelines.flatMap((pipeline): [PipelinePlan, readonly Diagnostic[]][] => {
        const found = [
          ...changedInputs(pipeline, liveness, input),
          ...ownOutputs(pipeline, liveness, input),
          ...productWays(pipeline, liveness.removed, input.inference, input.explain),
        ];
        return found.length === 0 ? [] : [[pipeline, found]];
      }),
    );
    if (blocked.size === 0)
      return {
        pipelines: pipelines.map((pipeline) => annotated(pipeline, liveness, input.explain)),
        refusals,
        liveness,
        extractions: [],
      };
    const groups = new Set([...blocked.keys()].map(({ group }) => group));
    for (const pipeline of pipelines) {
      if (groups.has(pipeline.group))
        refusals.push(
          refusalOf(
            pipeline.runs,
            pipeline.id,
            pipeline.group,
            blocked.get(pipeline) ?? [
              input.explain('shared-dockerfile', pipeline.runtime.path, {
                path: pipeline.runtime.path,
                others: [...blocked.keys()].map(({ id }) => id).join(', '),
              }),
            ],
            input,
          ),
        );
    }
    pipelines = pipelines.filter(({ group }) => !groups.has(group));
  }
}

/** What can only be said once it is known which statements stay. */
function annotated(pipeline: PipelinePlan, liveness: Liveness, explain: Explain): PipelinePlan {
  const images = new Set(pipeline.handOffs.map(({ image }) => image));
  const kept = liveness.hostCopies.flatMap(({ step, host }) =>
    imagesIn(step).some((image) => images.has(image))
      ? [explain('host-copy-kept', step.command.span, { host: displayPath(host) })]
      : [],
  );
  return {
    ...pipeline,
    assumptions: once([...pipeline.assumptions, ...unreadPrograms(pipeline, explain)]),
    notes: once([...pipeline.notes, ...kept]),
  };
}

/** The image behind an artifact that a step brings to the host. */
export function imagesIn({ effect }: Step): readonly Image[] {
  switch (effect.kind) {
    case 'copy-out':
      return [contentImage(effect.copy.container)];
    case 'container':
      return [contentImage(effect.container)];
    case 'container-use':
      return effect.containers.map(contentImage);
    default:
      return [];
  }
}

/** Builder builds some of whose options are written on the build that stays. */
function movedFrom(pipelines: readonly PipelinePlan[], inference: Inference): ReadonlySet<Step['command']> {
  const giving = pipelines.filter(({ commandLines }) => commandLines.some(({ added }) => added.length > 0));
  return new Set(
    giving.flatMap(({ runs }) =>
      runs.flatMap((run) => closureOf(run, inference).builders.map(({ step }) => step.command)),
    ),
  );
}

function writtenDockerfiles(pipelines: readonly PipelinePlan[]): ReadonlySet<string> {
  return new Set(pipelines.flatMap(({ parts }) => parts.flatMap(({ reading }) => reading.generated?.host ?? [])));
}

function foldedImages(pipelines: readonly PipelinePlan[], inference: Inference): ReadonlySet<Image> {
  return new Set(
    pipelines.flatMap(({ runs }) =>
      runs.flatMap((run) => closureOf(run, inference).builders.map(({ image }) => image)),
    ),
  );
}

/** CTX-3: host steps that stay, between a builder's build and the one build, on what the builder copies. */
function changedInputs(pipeline: PipelinePlan, liveness: Liveness, input: PlanningInput): Diagnostic[] {
  return pipeline.runs.flatMap((run) =>
    closureOf(run, input.inference).builders.flatMap((builder) =>
      stepsBetween(builder, run)
        .filter((step) => !liveness.removed.has(step.command) && step.effect.kind !== 'build')
        .flatMap((step) =>
          step.writes
            .filter((path) => isInput(builder.reading, path, input.tree))
            .map((path) => input.explain('builder-input-changed', step.command.span, { path: displayPath(path) })),
        ),
    ),
  );
}

/** FLOW-1: a command in a container that stays for the host, and writes where the stage in its place copies from. */
function ownOutputs(pipeline: PipelinePlan, { hostCopies }: Liveness, input: PlanningInput): Diagnostic[] {
  return pipeline.parts.flatMap(({ run }) =>
    hostCopies
      .filter(({ step, host }) => step === run.step && isInput(run.reading, host, input.tree))
      .map(({ step, because, host }) => {
        const words = because.words.map(({ value }) => renderValue(value)).join(' ');
        return input.explain('output-still-used', step.command.span, { because: words, path: displayPath(host) });
      }),
  );
}

function stepsBetween(builder: BuildRun, run: BuildRun): readonly Step[] {
  return run.path.steps.filter((step) => step.index > builder.step.index && step.index < run.step.index);
}

function unreadPrograms(pipeline: PipelinePlan, explain: Explain): Diagnostic[] {
  const [run] = pipeline.runs;
  if (run === undefined) return [];
  const first = Math.min(
    ...pipeline.parts.filter((part) => part.run !== run).map((part) => part.run.step.index),
    run.step.index,
  );
  const between = run.path.steps.filter(
    (step) =>
      step.index > first && step.index < run.step.index && step.effect.kind === 'external' && !step.effect.harmless,
  );
  return once(
    between.map((step) =>
      explain('unread-program', step.command.span, { command: renderValue(step.words[0]?.value ?? []) }),
    ),
  );
}
