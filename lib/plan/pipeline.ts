import type { FileTree } from '../source/file-tree.js';
import { diagnose, type Diagnostic, type FileLookup } from '../source/diagnostic.js';
import { codeTable } from '../source/codes.js';
import { lastValue } from '../commands/docker/build.js';
import { freeStageName, takenStageNames } from '../dockerfile/names.js';
import { isStageIndex } from '../dockerfile/stages.js';
import type { Instruction } from '../dockerfile/types.js';
import type { Command } from '../script/program.js';
import { knownText, renderValue } from '../world/value.js';
import { repositoryRoot } from '../world/host-path.js';
import type { Step } from '../world/step.js';
import type { Container, Image, Work } from '../world/world.js';
import { artifactsOf, consumptions, producerOf, type BuildRun, type Inference } from '../infer/infer.js';
import type { BuildReading } from '../infer/read-build.js';
import { appendedRuns } from './appended.js';
import { agree, type AddedOption, type Agreement, type Wanted } from './arms.js';
import { mergeArguments, type ArgumentMerge } from './arguments.js';
import { isInert } from '../commands/docker/inert.js';
import { baseOf, chainOf, runsAsRoot } from './artifact-evidence.js';
import { runChecks } from './checks/all.js';
import { closureOf, type Closure } from './closure.js';
import { moveOption, relativeFrom, takesInput } from './command-line.js';
import { legacyIgnore, mergeContexts, type MergedContext } from './contexts.js';
import { floorOf, requirementsOf, takesChmod, type EngineChoice, type Requirement } from './engine.js';
import type { Explain } from './explain.js';
import { isWhollyIgnored } from './ignored.js';
import { mergeIgnoreFiles } from './ignore-merge.js';
import {
  emptyFindings,
  type ArmAssignment,
  type CommandLineChange,
  type Findings,
  type Part,
  type PipelinePlan,
  type PlannedHandOff,
  type Shim,
} from './model.js';
import { toleratedSteps } from './made-files.js';
import { mergeOptions } from './options.js';
import { referenceHandOffs } from './references.js';
import type { ShimPlace, ShimRequest } from './shims.js';
import { nameStages, renameStages } from './stage-names.js';
import { translateCopies } from './translate.js';

export interface PlanningInput {
  readonly tree: FileTree;
  readonly inference: Inference;
  readonly files: FileLookup;
  readonly explain: Explain;
  readonly engine: EngineChoice;
  readonly strict: boolean;
  /** Images to whose stages nothing is appended. */
  readonly apart: ReadonlySet<Image>;
}

export interface VariantInput {
  readonly id: string;
  readonly group: string;
  /** All executions that build this runtime from the same builders. */
  readonly runs: readonly BuildRun[];
  readonly output: string;
}

export type Planned = {
  readonly plan: PipelinePlan | null;
  readonly findings: Findings;
  readonly builders: readonly BuildReading[];
};

/** Plans the merge of one runtime Dockerfile with the builders that feed it. */
export function planPipeline(variant: VariantInput, input: PlanningInput): Planned {
  const [run] = variant.runs;
  const findings = emptyFindings();
  if (run === undefined) return { plan: null, findings, builders: [] };
  const closure = closureOf(run, input.inference);
  const builders = closure.builders.map(({ reading }) => reading);
  for (const each of variant.runs) checkTrace(each, findings);
  checkImages(run, closure, input, findings);
  checkContainers(variant.runs, input, findings);
  checkContexts(run.reading, builders, input.explain, findings);
  if (input.tree.source === 'files-present') findings.assumptions.push(input.explain('files-present', null, {}));
  const context = mergeContexts(run.reading, builders, input.explain, findings);
  if (context === null || findings.refusals.length > 0) return { plan: null, findings, builders };
  const ignore = mergeIgnoreFiles(
    {
      tree: input.tree,
      runs: [...closure.builders, run],
      others: input.inference.builds.filter(
        (other) => !closure.builders.includes(other) && !variant.runs.includes(other),
      ),
      merged: context,
      output: variant.output,
      explain: input.explain,
    },
    findings,
  );
  const plan = { ...new PipelinePlanner(variant, run, closure, context, input, findings).plan(), ignore };
  const { handOffs, commandLines } = plan;
  runChecks(
    { ...input, runs: variant.runs, run, builders: closure.builders, context, handOffs, commandLines },
    findings,
  );
  return { plan: findings.refusals.length === 0 ? plan : null, findings, builders };
}

/** Problems of the script's evaluation hold for everything that the entry builds. */
function checkTrace(run: BuildRun, findings: Findings): void {
  for (const diagnostic of run.trace.diagnostics) {
    if (codeTable[diagnostic.code].kind === 'refusal') findings.refusals.push(diagnostic);
    else findings.notes.push(diagnostic);
  }
  findings.assumptions.push(...run.trace.assumptions);
}

function checkImages(run: BuildRun, closure: Closure, input: PlanningInput, findings: Findings): void {
  const { explain } = input;
  for (const image of closure.missing) {
    const unread = input.inference.unreadable.find(
      ({ step }) => step.effect.kind === 'build' && step.effect.image === image,
    );
    const why =
      unread?.reading.why ?? 'the Dockerfile of the builder is not in the repository, or the script changes it';
    findings.refusals.push(explain('generated-dockerfile', (unread ?? run).step.command.span, { why }));
  }
  for (const image of closure.external) {
    if (image.kind === 'external' && knownText(image.reference) === null)
      findings.refusals.push(
        explain('external-variable', run.step.command.span, { image: renderValue(image.reference) }),
      );
  }
  const paths = closure.builders.map(({ reading }) => `${reading.path}#${String(reading.target.index)}`);
  const twice = closure.builders.find((_builder, index) => paths.indexOf(paths[index] ?? '') !== index);
  if (twice !== undefined)
    findings.refusals.push(explain('same-builder-twice', twice.step.command.span, { path: twice.reading.path }));
}

/** I-01, I-03, I-04: the container must hold what its image holds. */
function checkContainers(runs: readonly BuildRun[], { inference, explain }: PlanningInput, findings: Findings): void {
  const seen = new Set<Container>();
  for (const run of runs) {
    const all = [run, ...closureOf(run, inference).builders];
    for (const { container, path } of all.flatMap(({ reading }) => consumptions(reading).flatMap(artifactsOf))) {
      const hidden = container.mounts.some(
        (mount) => mount === '/' || path === mount || path.startsWith(`${mount}/`) || mount.startsWith(`${path}/`),
      );
      if (hidden && container.work === null)
        findings.refusals.push(explain('hidden-by-mount', container.span, { path }));
      if (seen.has(container)) continue;
      seen.add(container);
      checkStale(container, run, explain, findings);
      if (container.work !== null) checkWork(container, container.work, run, explain, findings);
      else checkContainer(container, path, inference, explain, findings);
    }
    for (const step of toleratedSteps(run)) findings.refusals.push(explain('optional-artifact', step.command.span, {}));
    for (const { step, copy, path } of inference.copies) {
      if (path === run.path && seen.has(copy.container) && mayBeMissing(step, path.steps))
        findings.refusals.push(explain('optional-artifact', step.command.span, {}));
    }
  }
}

/** The script goes on without the artifact. In a pipe the last stage tells: what it unpacks is no tar then. */
function mayBeMissing(step: Step, steps: readonly Step[]): boolean {
  const behind = steps.filter(({ fedBy }) => fedBy?.includes(step.index) === true);
  return behind.length === 0 ? step.onFailure === 'continues' : behind.some((next) => mayBeMissing(next, steps));
}

/** I-08: what the command means as a stage, and whether the script minds when it fails (T-R9). */
function checkWork(container: Container, work: Work, run: BuildRun, explain: Explain, findings: Findings): void {
  for (const { code, values } of work.findings) {
    const told = explain(code, container.span, values);
    switch (codeTable[code].kind) {
      case 'refusal':
      case 'input':
        findings.refusals.push(told);
        break;
      case 'assumption':
        findings.assumptions.push(told);
        break;
      case 'note':
        findings.notes.push(told);
    }
  }
  const step = run.path.steps.find(({ effect }) => effect.kind === 'container' && effect.container.id === container.id);
  if (step?.onFailure === 'continues') findings.refusals.push(explain('optional-artifact', container.span, {}));
}

/** CP-V2: a container of a fixed name, in a script that goes on when `docker create` fails. */
function checkStale(container: Container, run: BuildRun, explain: Explain, findings: Findings): void {
  const step = run.path.steps.find(({ effect }) => effect.kind === 'container' && effect.container.id === container.id);
  const name = container.name === null ? null : renderValue(container.name);
  if (name !== null && step?.onFailure === 'unchecked')
    findings.notes.push(explain('stale-container', container.span, { name }));
}

function checkContainer(
  container: Container,
  path: string,
  inference: Inference,
  explain: Explain,
  findings: Findings,
): void {
  if (container.changed)
    findings.refusals.push(
      explain('container-changed', container.span, { path, how: 'was started, entered or copied into' }),
    );
  if (container.state !== 'ran') {
    if (container.state === 'inert') checkBaseEntrypoint(container, inference, explain, findings);
    return;
  }
  if (isInert(container.command, true) && (container.settings.entrypoint ?? []).length > 0)
    findings.refusals.push(
      explain('container-changed', container.span, { path, how: 'runs the ENTRYPOINT of its image' }),
    );
  else if (container.command.length > 0)
    findings.refusals.push(
      explain('produced-at-run', container.span, {
        path,
        why: `the command ${container.command.map(renderValue).join(' ')}`,
      }),
    );
  else if (hasCommand(container.image, inference))
    findings.refusals.push(
      explain('produced-at-run', container.span, { path, why: 'the CMD or ENTRYPOINT of the image' }),
    );
  else findings.assumptions.push(explain('default-command', container.span, {}));
}

/** RUN-8: an ENTRYPOINT that nobody here can read is taken to carry out the command that it is given. */
function checkBaseEntrypoint(
  { image, entrypoint, settings, argv, span }: Container,
  inference: Inference,
  explain: Explain,
  findings: Findings,
): void {
  if (entrypoint !== null || settings.entrypoint !== null) return;
  const command = (argv ?? []).map(renderValue).join(' ');
  findings.assumptions.push(explain('base-entrypoint', span, { image: baseImageOf(image, inference), command }));
}

function baseImageOf(image: Image, inference: Inference): string {
  if (image.kind === 'external') return renderValue(image.reference);
  const reading = inference.runOf.get(image)?.reading;
  const last = reading === undefined ? undefined : chainOf(reading.base ?? reading).at(-1);
  return reading === undefined || last === undefined ? 'the base image' : baseOf(reading.base ?? reading, last);
}

function hasCommand(image: Image, inference: Inference): boolean {
  const run = inference.runOf.get(image);
  return (
    run !== undefined &&
    chainOf(run.reading).some((stage) =>
      stage.instructions.some(({ keyword }) => keyword === 'ENTRYPOINT' || keyword === 'CMD'),
    )
  );
}

function checkContexts(
  runtime: BuildReading,
  builders: readonly BuildReading[],
  explain: Explain,
  findings: Findings,
): void {
  for (const { build } of [runtime, ...builders]) {
    if (build.context.kind === 'unknown')
      findings.refusals.push(
        explain('unresolved-path', runtime.path, { path: 'The build context', why: build.context.why }),
      );
  }
}

class PipelinePlanner {
  readonly #names: ReadonlyMap<BuildRun, string>;
  readonly #appended: ReadonlyMap<BuildRun, BuildRun>;
  readonly #stageNames: ReturnType<typeof renameStages>;
  readonly #shims: (Shim & { readonly touched: ReadonlySet<string> })[] = [];
  readonly #handOffs: PlannedHandOff[] = [];
  readonly #folders = new Map<string, string>();
  readonly #taken: Set<string>;

  constructor(
    readonly variant: VariantInput,
    readonly run: BuildRun,
    readonly closure: Closure,
    readonly context: MergedContext,
    readonly input: PlanningInput,
    readonly findings: Findings,
  ) {
    this.#appended = appendedRuns(closure, run, input.apart);
    this.#names = nameStages(closure.builders, run, this.#appended);
    this.#stageNames = renameStages(closure.builders, run, this.#names);
    this.#taken = new Set(
      [...closure.builders, run].flatMap(({ reading }) => [...takenStageNames(reading.dockerfile)]),
    );
    for (const name of this.#names.values()) this.#taken.add(name);
    for (const renames of this.#stageNames.values()) for (const name of renames.values()) this.#taken.add(name);
  }

  plan(): Omit<PipelinePlan, 'ignore'> {
    const merges = this.#mergeAllArguments();
    const parts = [...this.closure.builders, this.run].map((run) => this.#part(run, merges.get(run) ?? null));
    for (const run of [...this.closure.builders, this.run]) this.#assumeValues(run);
    const engine = floorOf([...this.#legacyRequirements, ...this.#handOffs.flatMap(emittedRequirements)]);
    for (const handOff of this.#handOffs) this.#checkIgnored(handOff);
    return {
      kind: 'plan',
      id: this.variant.id,
      group: this.variant.group,
      runs: this.variant.runs,
      runtime: this.run.reading,
      parts,
      shims: this.#shims,
      handOffs: this.#handOffs,
      output: this.variant.output,
      ...this.#commandLines(merges),
      engine,
      assumptions: this.findings.assumptions,
      notes: this.findings.notes,
    };
  }

  get #legacyRequirements(): readonly Requirement[] {
    return [...this.closure.builders, this.run].flatMap(({ reading, step }) => requirementsOf(reading, step));
  }

  #mergeAllArguments(): ReadonlyMap<BuildRun, ArgumentMerge> {
    const merges = new Map<BuildRun, ArgumentMerge>();
    for (const builder of this.closure.builders) {
      const others = [...this.closure.builders, this.run]
        .filter((other) => other !== builder)
        .map(({ reading }) => reading);
      const merge = mergeArguments(builder.reading, others, this.run.reading);
      merges.set(builder, merge);
      for (const name of merge.proxies)
        this.findings.notes.push(this.input.explain('proxy-arguments', builder.step.command.span, { name }));
    }
    return merges;
  }

  #part(run: BuildRun, merge: ArgumentMerge | null): Part {
    const { input, findings } = this;
    const translated = translateCopies({
      run,
      stageOf: (member) => this.#stageOf(producerOf(member)),
      builderOf: (member) => input.inference.runOf.get(producerOf(member))?.reading ?? null,
      ignore: legacyIgnore(input.tree, run.reading),
      files: input.files,
      explain: input.explain,
      findings,
      shim: (request) => this.#shim(request),
      prefix: this.context.prefixOf(run.reading),
      context: this.context.path,
      chmod: takesChmod(input.engine, floorOf(this.#legacyRequirements)),
      nests: input.strict,
    });
    if (run === this.run) this.#handOffs.push(...translated.handOffs, ...this.#namedHandOffs(run));
    return {
      run,
      reading: run.reading,
      appended: this.#appended.has(run),
      stage: this.#names.get(run) ?? this.#numberedTarget(run),
      changes: translated.changes,
      prefix: this.context.prefixOf(run.reading),
      stageNames: this.#stageNames.get(run) ?? new Map(),
      stageReferences: this.#references(run.reading),
      renames: merge?.renames ?? new Map(),
    };
  }

  /** Script values that are build arguments now, where the text reads them once more (I-16). */
  #assumeValues({ reading, step }: BuildRun): void {
    for (const { name, symbol } of reading.generated?.asText ?? [])
      this.findings.assumptions.push(
        this.input.explain('generated-value', step.command.span, { value: symbol.key, name }),
      );
  }

  /** The stage of an image; an image that was never built here is named as it is (I-27). */
  #stageOf(image: Image): string | null {
    const built = this.input.inference.runOf.get(image);
    if (built !== undefined)
      return (
        this.#names.get(built) ??
        this.#names.get(this.closure.builders.find(({ image: other }) => other === image) ?? built) ??
        null
      );
    return image.kind === 'external' ? knownText(image.reference) : null;
  }

  /** What the runtime file takes by the tag of a builder already. */
  #namedHandOffs(run: BuildRun): PlannedHandOff[] {
    return referenceHandOffs(run, {
      stageOf: (image) => this.#stageOf(image),
      builderOf: (image) => this.input.inference.runOf.get(image)?.reading ?? null,
      files: this.input.files,
    });
  }

  #references(reading: BuildReading): ReadonlyMap<Instruction, string> {
    return new Map(
      reading.images.flatMap(({ instruction, image }): [Instruction, string][] => {
        const stage = this.#stageOf(image);
        return stage === null ? [] : [[instruction, stage]];
      }),
    );
  }

  /** Members that need a shim on one builder share the stage, unless they need one place for different things. */
  #shim(request: ShimRequest): ShimPlace {
    const folder = this.#folderOf(request);
    const { place: path, commands, touched } = request.put(folder);
    const known = this.#shims.find((shim) => shim.base === request.stage && holdsAll(shim, commands));
    if (known !== undefined) return { stage: known.name, path, folder };
    const at = this.#shims.findIndex(
      (shim) => shim.base === request.stage && ![...touched].some((place) => shim.touched.has(place)),
    );
    const before = this.#shims[at];
    if (before !== undefined) {
      const [first = '', ...rest] = commands;
      this.#shims[at] = {
        ...before,
        commands: [...before.commands, ...(before.commands.includes(first) ? rest : commands)],
        args: [...new Set([...before.args, ...request.args.values()])],
        touched: new Set([...before.touched, ...touched]),
      };
      return { stage: before.name, path, folder };
    }
    const name = freeStageName(['handoff'], this.#taken);
    this.#taken.add(name);
    this.#shims.push({
      name,
      base: request.stage,
      becomeRoot: !runsAsRoot(request.builder, request.builder.target, null),
      args: [...new Set(request.args.values())],
      commands,
      touched,
    });
    return { stage: name, path, folder };
  }

  /** `/__u`, `/__u2` …: one for each destination that takes a folder as a whole. */
  #folderOf({ stage, apart }: ShimRequest): string {
    if (apart === null) return '/__handoff';
    const key = `${stage} ${apart}`;
    const folder = this.#folders.get(key) ?? `/__u${this.#folders.size === 0 ? '' : String(this.#folders.size + 1)}`;
    this.#folders.set(key, folder);
    return folder;
  }

  #checkIgnored(handOff: PlannedHandOff): void {
    const rules = legacyIgnore(this.input.tree, this.run.reading);
    const [host] = handOff.host;
    if (rules === null || host === undefined || !isWhollyIgnored(rules, host)) return;
    this.findings.assumptions.push(
      this.input.explain('ignored-artifact', handOff.instruction.span, { ignore: rules.path, path: handOff.artifact }),
    );
  }

  #commandLines(merges: ReadonlyMap<BuildRun, ArgumentMerge>): Pick<PipelinePlan, 'commandLines' | 'assignments'> {
    const wanted = this.variant.runs.map((run): Wanted & { readonly shims: readonly string[] } => {
      const builders = closureOf(run, this.input.inference).builders;
      const options = builders.flatMap((builder) => this.#addedOptions(builder, run, merges));
      return { run, options, shims: [...this.#ownArguments(run), ...this.#shimArguments(run, builders)] };
    });
    const assignments: ArmAssignment[] = [];
    const commandLines = [...new Set(this.variant.runs.map(({ step }) => step.command))].flatMap((command) => {
      const own = wanted.filter(({ run }) => run.step.command === command);
      const agreement = this.#agreement(command, own);
      assignments.push(...agreement.assignments);
      return own.map(({ run, shims }): CommandLineChange => ({
        command,
        run,
        added: [...new Set([...agreement.added, ...shims])],
        ...this.#placeOf(run),
        target: this.#numberedTarget(run),
        dropsInput: takesInput(run),
        renames: new Map(),
      }));
    });
    return { commandLines, assignments };
  }

  /** One statement must stay one statement, whatever way leads to it. */
  #agreement(command: Command, wanted: readonly Wanted[]): Agreement {
    const agreement = agree(wanted, this.input.files);
    if (agreement !== null) return agreement;
    const shown = ({ options }: Wanted): string =>
      options.length === 0 ? 'no options' : options.map(({ text }) => text).join(' ');
    const [one = '', other = ''] = new Set(wanted.map(shown));
    this.findings.refusals.push(this.input.explain('arguments-disagree', command.span, { one, other }));
    return { added: [], assignments: [] };
  }

  #addedOptions(builder: BuildRun, run: BuildRun, merges: ReadonlyMap<BuildRun, ArgumentMerge>): AddedOption[] {
    const merge = merges.get(builder) ?? this.#mergeFor(builder, run);
    const wanted = [
      ...merge.added.map(({ option, name, renamed }) => ({
        option,
        argument: renamed,
        renamed: name === renamed ? null : renamed,
      })),
      ...mergeOptions(builder, run, this.input.explain, this.findings).added.map((option) => ({
        option,
        argument: null,
        renamed: null,
      })),
    ];
    return wanted.flatMap(({ option, argument, renamed }): AddedOption[] => {
      const moved = moveOption(option, renamed, builder, run, this.input.files);
      if (moved.kind === 'text') return [{ builder, option, argument, text: moved.text }];
      this.findings.refusals.push(moved.diagnostic);
      return [];
    });
  }

  /** The same builder, executed for another run of the same runtime: its arguments must merge the same way. */
  #mergeFor(builder: BuildRun, run: BuildRun): ArgumentMerge {
    const others = closureOf(run, this.input.inference).builders.filter((other) => other !== builder);
    const merge = mergeArguments(
      builder.reading,
      [...others, run].map(({ reading }) => reading),
      run.reading,
    );
    const first = this.closure.builders.find(({ reading }) => reading.path === builder.reading.path);
    const known =
      first === undefined
        ? null
        : mergeArguments(
            first.reading,
            [...this.closure.builders.filter((other) => other !== first), this.run].map(({ reading }) => reading),
            this.run.reading,
          );
    if (known !== null && JSON.stringify([...known.renames]) !== JSON.stringify([...merge.renames])) {
      this.findings.refusals.push(
        diagnose('options-differ', run.step.command.span, { option: '--build-arg' }, this.input.files),
      );
    }
    return merge;
  }

  /** Script values in the runtime's own text, where the script writes it. */
  #ownArguments(run: BuildRun): string[] {
    return run.reading.build.options
      .filter((option) => option.arguments.length === 0)
      .flatMap((option) => {
        const moved = moveOption(option, null, run, run, this.input.files);
        return moved.kind === 'text' ? [moved.text] : [];
      });
  }

  /** Script values that a shim's path needs, where no builder passes them already. */
  #shimArguments(run: BuildRun, builders: readonly BuildRun[]): string[] {
    const passed = new Set(
      [...builders, run].flatMap(({ reading }) =>
        reading.build.options
          .filter(({ name }) => name === '--build-arg')
          .map(({ value }) => (value === null ? '' : (/^\w+/.exec(renderValue(value))?.[0] ?? ''))),
      ),
    );
    return this.#shims.flatMap((shim) =>
      shim.args.filter((name) => !passed.has(name)).map((name) => `--build-arg ${name}="$${name}"`),
    );
  }

  /** STG-2: stages in front shift the numbers, so a `--target` by number gets a name. */
  #numberedTarget(run: BuildRun): string | null {
    const target = lastValue(run.reading.build.options, '--target');
    if (target === null || !isStageIndex(renderValue(target))) return null;
    return run.reading.target.name ?? freeStageName(['runtime', 'final'], this.#taken);
  }

  /** `-f` and the context, where they become others. */
  #placeOf(run: BuildRun): { readonly file: string | null; readonly context: string | null } {
    const { build } = run.reading;
    const { path } = this.context;
    const streamed = build.context.kind === 'directory' && build.context.streamed === true;
    const moved =
      streamed || build.context.kind === 'none' || (build.context.kind === 'directory' && build.context.path !== path);
    const output = `${repositoryRoot}/${this.variant.output}`;
    const isDefault = output === `${path}/Dockerfile`;
    const context = moved ? relativeFrom(build.cwd, path) : null;
    const named = 'option' in build.dockerfile && build.dockerfile.option !== null;
    const stays = this.variant.output === run.reading.path && (named || isDefault) && !takesInput(run);
    if (isDefault && run.reading.generated?.target === null) return { file: named ? '' : null, context };
    if (isDefault && takesInput(run)) return { file: '', context };
    return { file: stays ? null : relativeFrom(build.cwd, output), context };
  }
}

/** A shim that carries out these commands already, in this order. */
function holdsAll({ commands }: Shim, [make = '', ...wanted]: readonly string[]): boolean {
  const start = commands.indexOf(wanted[0] ?? '');
  return (
    start !== -1 && commands.includes(make) && wanted.every((command, index) => commands[start + index] === command)
  );
}

/** What an emitted line asks of the engine beyond the legacy files (5.2). */
function emittedRequirements({ line, instruction }: PlannedHandOff): Requirement[] {
  return line.kind === 'stage' && line.chmod !== null
    ? [{ version: '20.10', buildkit: true, what: '--chmod', span: instruction.span }]
    : [];
}

/** The diagnostics of one kind, each once. */
export function once(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map(
    diagnostics.map((diagnostic) => [
      `${diagnostic.code} ${diagnostic.file ?? ''} ${String(diagnostic.line)} ${diagnostic.message}`,
      diagnostic,
    ]),
  );
  return [...seen.values()];
}
