import { openCheckout, isCheckoutFailure, type Checkout } from './discover/repository.js';
import { driversAmong, findCandidates } from './discover/candidates.js';
import { findReferences, type Reference } from './discover/references.js';
import { unreadableDrivers } from './discover/unreadable.js';
import type { ConvertOptions, ConvertResult } from './convert-types.js';
import { diagnose, type Diagnostic, type FileLookup } from './source/diagnostic.js';
import { isReadFailure } from './source/file-tree.js';
import { isSynthesized } from './source/source-file.js';
import { evaluateRoots } from './evaluate/entries.js';
import { infer, type Inference } from './infer/infer.js';
import { outsideUse } from './plan/outside-use.js';
import { handedToNobody } from './plan/no-consumer.js';
import { unfinishedEntries } from './plan/unfinished.js';
import { planRepository, type Plan } from './plan/plan.js';
import { once } from './plan/pipeline.js';
import type { PipelinePlan, Refusal } from './plan/model.js';
import { baseName, normalizePath, parentPath } from './world/host-path.js';
import { isVendored } from './discover/names.js';
import { Extractor, type ExtractInput } from './extract.js';
import type { Proof } from './prove/prove.js';
import { proveChanges } from './prove-changes.js';
import type { FileChange } from './rewrite/file-change.js';
import { convertedReport, refusedReport, type ProofResult } from './report/conversion.js';
import type { Conversion } from './report/report.js';
import { renderPatch } from './rewrite/patch.js';
import { rewrite, type Rewrite } from './rewrite/rewrite.js';
import { toolName, toolVersion } from './tool.js';
import type { Trace } from './world/step.js';

/**
 * Finds the builder patterns below `root` and folds each into one multi-stage Dockerfile. Reads only.
 *
 * @param root the folder of a repository
 */
export function convert(root: string, options: ConvertOptions): ConvertResult {
  const tool = { name: toolName, version: toolVersion() };
  const checkout = openCheckout(root);
  if (isCheckoutFailure(checkout)) {
    const diagnostics = [diagnose(checkout.code, null, { path: root, why: checkout.why }, () => undefined)];
    return {
      report: { version: 1, tool, root, conversions: [], diagnostics, patch: '' },
      changes: [],
      unreadable: true,
    };
  }
  const conversion = new RepositoryConversion(checkout, options);
  const { conversions, changes, diagnostics } = conversion.run();
  return {
    report: { version: 1, tool, root, conversions, diagnostics, patch: renderPatch(changes) },
    changes,
    unreadable: false,
  };
}

interface Outcome {
  readonly conversions: readonly Conversion[];
  readonly changes: Rewrite['changes'];
  readonly diagnostics: readonly Diagnostic[];
}

interface Attempt {
  readonly plan: Plan;
  readonly rewrite: Rewrite;
  readonly proof: ProofResult;
}

/** One repository on its way from files to a proven rewrite. */
class RepositoryConversion {
  readonly #files: FileLookup;
  /** Dockerfiles that scripts write themselves. */
  #texts: Inference['texts'] = new Map();

  constructor(
    readonly checkout: Checkout,
    readonly options: ConvertOptions,
  ) {
    this.#files = (path) => {
      const file = this.#texts.get(path) ?? checkout.read(path);
      return isReadFailure(file) ? undefined : file;
    };
  }

  run(): Outcome {
    const candidates = findCandidates(this.checkout);
    const scripts =
      this.options.scripts.length > 0
        ? this.options.scripts.map((name) => name.replace(/#.*$/, ''))
        : driversAmong(this.checkout, candidates.scripts);
    const traces = evaluateRoots(this.checkout, this.#withCallers(scripts, candidates.scripts));
    const inference = infer(this.checkout, traces);
    this.#texts = inference.texts;
    const general = [...this.#generalNotes(traces), ...this.#unreadable(candidates)];
    const attempt = this.#attempt(inference, traces);
    const nobody = handedToNobody(inference, this.#files);
    const told = new Set([
      ...attempt.plan.pipelines.flatMap(({ runs }) => runs.map(({ trace }) => trace.entry.name)),
      ...[...attempt.plan.refusals, ...nobody.map(({ refusal }) => refusal)].map(({ entry }) => entry),
    ]);
    const isWanted = ({ runtime, builders }: Refusal): boolean =>
      this.#isWanted(
        runtime?.path ?? null,
        builders.map(({ path }) => path),
      );
    const extracts = this.options.extract === true && this.options.engine === 'buildkit';
    const extractor = new Extractor(this.#extractInput(inference, traces), attempt.rewrite.changes);
    const refused = [...attempt.plan.refusals, ...unfinishedEntries(traces, told)].filter(isWanted);
    const handed = nobody
      .filter(({ refusal }) => isWanted(refusal))
      .map((one) => (extracts ? extractor.convert(one) : refusedReport(one.refusal)));
    const conversions = [
      ...attempt.plan.pipelines.map((plan) =>
        convertedReport(
          plan,
          attempt.plan,
          inference,
          attempt.rewrite,
          restingOn(plan.assumptions, attempt.proof),
          this.#referencesLeft(plan, attempt.rewrite),
          this.#files,
        ),
      ),
      ...refused.map(refusedReport),
      ...handed,
    ];
    return { conversions, changes: inPathOrder(extractor.changes), diagnostics: general };
  }

  #extractInput(inference: Inference, traces: readonly Trace[]): ExtractInput {
    const { checkout, options } = this;
    const isReferenced = outsideUse(checkout, inference);
    return { checkout, inference, traces, files: this.#files, strict: options.strict, isReferenced };
  }

  /** Scripts without a docker command that start one that has: the order of the calls is theirs. */
  #withCallers(drivers: readonly string[], scripts: readonly string[]): readonly string[] {
    if (this.options.scripts.length > 0) return drivers;
    const found = new Set(drivers);
    for (let size = 0; size !== found.size;) {
      size = found.size;
      const names = [...found].map(baseName);
      for (const script of scripts) {
        const text = found.has(script) ? '' : (this.#files(script)?.text ?? '');
        if (names.some((name) => text.includes(name))) found.add(script);
      }
    }
    return scripts.filter((script) => found.has(script));
  }

  /** Plans, writes and proves; a group that cannot be written or proven is left alone and the rest tried again. */
  #attempt(inference: Inference, traces: readonly Trace[]): Attempt {
    const excluded = new Map<string, readonly Diagnostic[]>();
    const isReferenced = outsideUse(this.checkout, inference);
    for (;;) {
      const plan = planRepository(this.checkout, inference, {
        isReferenced,
        excluded,
        wanted: (runtime, builders) => this.#isWanted(runtime, builders),
        engine: this.options.engine,
        strict: this.options.strict,
      });
      const written = rewrite(plan, {
        tree: this.checkout,
        inference,
        files: this.#files,
        mayDelete: (path, changed) => this.#mayDelete(path, changed, plan),
      });
      if (written.kind === 'obstacle') {
        const reason = diagnose('statement-stays', written.span, { why: written.why }, this.#files);
        this.#exclude(excluded, plan, [reason], (files) => files.includes(written.file));
        continue;
      }
      const proof = this.#prove(plan, written, traces);
      const rejected = this.#rejected(plan, proof);
      if (rejected.size === 0) return { plan, rewrite: written, proof };
      for (const [group, reasons] of rejected) excluded.set(group, reasons);
    }
  }

  #exclude(
    excluded: Map<string, readonly Diagnostic[]>,
    plan: Plan,
    reasons: readonly Diagnostic[],
    concerns: (files: readonly string[]) => boolean,
  ): void {
    const before = excluded.size;
    for (const { group, runs } of plan.pipelines)
      if (runs.some(({ trace }) => concerns(trace.files))) excluded.set(group, reasons);
    if (excluded.size === before) for (const { group } of plan.pipelines) excluded.set(group, reasons);
  }

  #prove(plan: Plan, written: Rewrite, traces: readonly Trace[]): Proof {
    if (plan.pipelines.length === 0) return { status: 'proven', assumptions: [], failures: [] };
    return proveChanges(this.checkout, traces, written.changes);
  }

  /** Groups that the proof, or --strict, does not let through. */
  #rejected(plan: Plan, proof: Proof): ReadonlyMap<string, readonly Diagnostic[]> {
    const rejected = new Map<string, readonly Diagnostic[]>();
    if (proof.status === 'failed') {
      const last = plan.pipelines.at(-1);
      for (const { group, runs } of plan.pipelines) {
        const own = proof.failures.filter(
          ({ file }) =>
            file === null || runs.some(({ trace, reading }) => trace.files.includes(file) || reading.path === file),
        );
        if (own.length > 0) rejected.set(group, own);
      }
      if (rejected.size === 0 && last !== undefined) rejected.set(last.group, proof.failures);
    }
    if (this.options.strict) {
      for (const { group, assumptions } of plan.pipelines) {
        const resting = once([...assumptions, ...proof.assumptions]);
        if (resting.length > 0 && !rejected.has(group))
          rejected.set(
            group,
            resting.map((diagnostic) => ({ ...diagnostic, severity: 'error' })),
          );
      }
    }
    return rejected;
  }

  #isWanted(runtime: string | null, builders: readonly string[]): boolean {
    const { runtimes, builders: named } = this.options;
    const isRuntime = runtimes.length === 0 || (runtime !== null && runtimes.includes(runtime));
    return isRuntime && (named.length === 0 || builders.some((path) => named.includes(path)));
  }

  /** A folded Dockerfile goes when no other file mentions it. */
  #mayDelete(path: string, changed: ReadonlyMap<string, string>, plan: Plan): boolean {
    const parts = new Set(plan.pipelines.flatMap((pipeline) => pipeline.parts.map(({ reading }) => reading.path)));
    const needle = baseName(path).toLowerCase() === 'dockerfile' ? path : baseName(path);
    return this.#mentions(path, parts).every(({ path: file }) => changed.get(file)?.includes(needle) === false);
  }

  /** Places outside the folded Dockerfiles that mention one; ignore files do not count. */
  #mentions(path: string, parts: ReadonlySet<string>): readonly Reference[] {
    const found = findReferences(this.checkout, [baseName(path)], {
      skip: (other) => parts.has(other) || isVendored(other),
    });
    return found.filter((reference) => reference.kind !== 'ignore' && couldMean(reference, path));
  }

  /** Folded Dockerfiles that stay because another file mentions them. */
  #referencesLeft(plan: PipelinePlan, written: Rewrite): Diagnostic[] {
    const parts = new Set(plan.parts.map(({ reading }) => reading.path));
    const changed = new Set(written.changes.map(({ path }) => path));
    return [...parts]
      .filter((path) => !isSynthesized(path) && !changed.has(path) && path !== plan.runtime.path)
      .flatMap((path) =>
        this.#mentions(path, parts)
          .filter((reference) => !changed.has(reference.path))
          .map((reference) => ({
            ...diagnose('reference-left', reference.path, { where: reference.path, name: path }, this.#files),
            line: reference.line,
            column: reference.column,
            endLine: reference.line,
            endColumn: reference.column + baseName(path).length,
          })),
      );
  }

  #generalNotes(traces: readonly Trace[]): Diagnostic[] {
    const own = traces.flatMap((trace) => trace.diagnostics).filter(({ code }) => code === 'unreadable-file');
    return once(own);
  }

  #unreadable(candidates: ReturnType<typeof findCandidates>): Diagnostic[] {
    return unreadableDrivers(this.checkout, candidates).map(({ path, line, text, language }) => ({
      ...diagnose('unreadable-driver', path, { language, text }, this.#files),
      line,
      endLine: line,
    }));
  }
}

function inPathOrder(changes: readonly FileChange[]): readonly FileChange[] {
  return [...changes].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The proof's assumptions and the planner's: the result rests on both. */
function restingOn(assumptions: readonly Diagnostic[], proof: ProofResult): ProofResult {
  const proven = new Set<string>(proof.assumptions.map(({ code }) => code));
  const all = once([...assumptions.filter(({ code }) => !proven.has(code)), ...proof.assumptions]);
  return { status: proof.status === 'proven' && all.length > 0 ? 'assumed' : proof.status, assumptions: all };
}

/**
 * Whether a mention can mean the file: its folder, seen from the mentioning file, from the root, or from a folder in
 * between, leads there. A folder with variables in it may be any.
 */
function couldMean(reference: Reference, path: string): boolean {
  if (/[${]/.test(reference.directory)) return true;
  const written = `/${reference.directory}${reference.needle}`;
  const starts = parentPath(`/${reference.path}`)
    .split('/')
    .filter((part) => part !== '');
  const folders = starts.map((_part, index) => `/${starts.slice(0, index + 1).join('/')}`);
  const near = ['', ...folders].some((folder) => normalizePath(`${folder}${written}`) === `/${path}`);
  const calledFromAbove =
    reference.directory === '' && path.startsWith(starts.join('/')) && reference.needle.toLowerCase() !== 'dockerfile';
  return near || calledFromAbove;
}
