import type { Diagnostic, Evidence, FileLookup } from '../source/diagnostic.js';
import { evidenceOf } from '../source/diagnostic.js';
import { displayPath, type HostPath } from '../world/host-path.js';
import { knownText, renderValue } from '../world/value.js';
import { lastValue } from '../commands/docker/build.js';
import { copiesOf } from '../world/step.js';
import type { Build, CopyOut } from '../world/world.js';
import type { BuildReading } from '../infer/read-build.js';
import type { Extraction } from '../plan/extraction.js';
import type { PipelinePlan, PlannedHandOff, Refusal } from '../plan/model.js';
import { imagesIn, type Plan } from '../plan/plan.js';
import type { Rewrite } from '../rewrite/rewrite.js';
import type { Inference } from '../infer/infer.js';
import { scriptsOf } from '../plan/scripts.js';
import type { BuilderReport, Conversion, HandOffReport, RuntimeReport } from './report.js';

export interface ProofResult {
  readonly status: 'proven' | 'assumed' | 'failed';
  readonly assumptions: readonly Diagnostic[];
}

/** The report of one converted pipeline. */
export function convertedReport(
  plan: PipelinePlan,
  whole: Plan,
  inference: Inference,
  rewrite: Rewrite,
  proof: ProofResult,
  more: readonly Diagnostic[],
  files: FileLookup,
): Conversion {
  const merged = rewrite.merged.get(plan);
  const involved = filesOf(plan);
  const hostCopies = hostCopiesOf(plan, whole);
  const scripts = scriptsOf(plan.runs, inference);
  return {
    id: plan.id,
    status: 'converted',
    group: plan.group,
    entry: plan.runs[0]?.trace.entry.name ?? '',
    scripts,
    builders: plan.parts
      .slice(0, -1)
      .map((part) => builderReport(part.reading, part.stage ?? part.reading.target.name ?? '')),
    runtime: runtimeReport(plan.runtime),
    engine: engineReport(plan, files),
    hostCopies,
    handOffs: plan.handOffs.map((handOff) =>
      handOffReport(handOff, plan, merged?.lines.get(handOff.line) ?? '', files),
    ),
    dockerfile: merged === undefined ? null : { path: plan.output, text: merged.text },
    files: rewrite.changes.filter(({ path }) => involved.has(path)).map(({ path, kind }) => ({ path, change: kind })),
    changes: rewrite.notes.filter(({ file }) => involved.has(file)),
    proof,
    diagnostics: [...plan.notes, ...more],
  };
}

function filesOf(plan: PipelinePlan): Set<string> {
  return new Set([
    plan.output,
    ...(plan.ignore === null ? [] : [plan.ignore.path]),
    ...plan.parts.map(({ reading }) => reading.path),
    ...plan.runs.flatMap(({ trace }) => trace.files),
  ]);
}

/** The lowest engine that takes the result, and what asks for it where that is more than `--chown` (5.2). */
function engineReport({ engine }: PipelinePlan, files: FileLookup): Conversion['engine'] {
  const { version, because } = engine;
  return { floor: version, because: because === null ? null : evidenceOf(because.what, because.span, files) };
}

function hostCopiesOf(plan: PipelinePlan, whole: Plan): Conversion['hostCopies'] {
  const images = new Set(plan.handOffs.map(({ image }) => image));
  const rows = whole.liveness.hostCopies.flatMap(({ step, because, artifact, host }) => {
    if (!imagesIn(step).some((image) => images.has(image))) return [];
    const why =
      because === step
        ? 'something outside the script needs it'
        : because.words.map(({ value }) => renderValue(value)).join(' ');
    return [{ artifact, host: displayPath(host), why }];
  });
  return [...new Map(rows.map((row) => [`${row.artifact} ${row.host}`, row])).values()];
}

/** The report of artifacts that the build now writes to the host itself: no image takes them. */
export function extractedReport(
  { id, run, stage, copies }: Extraction,
  { entry, scripts }: Refusal,
  rewrite: Rewrite,
  assumptions: readonly Diagnostic[],
  files: FileLookup,
): Conversion {
  const { reading, step } = run;
  const written = rewrite.changes.find(({ path }) => path === reading.path);
  return {
    id,
    status: 'converted',
    group: id,
    entry,
    scripts,
    builders: [builderReport(reading, stage)],
    runtime: null,
    engine: { floor: '19.03', because: evidenceOf('--output', step.command.span, files) },
    hostCopies: copies.map(({ artifact, host }) => ({
      artifact: trimmed(artifact),
      host: displayPath(host),
      why: 'docker build --output writes it there',
    })),
    handOffs: [],
    dockerfile: written === undefined || written.kind === 'deleted' ? null : { path: reading.path, text: written.text },
    files: rewrite.changes.map(({ path, kind }) => ({ path, change: kind })),
    changes: rewrite.notes,
    proof: { status: assumptions.length === 0 ? 'proven' : 'assumed', assumptions },
    diagnostics: [],
  };
}

/** The report of a pipeline that is left alone. */
export function refusedReport(refusal: Refusal): Conversion {
  return {
    id: refusal.id,
    status: 'refused',
    group: refusal.group,
    entry: refusal.entry,
    scripts: refusal.scripts,
    builders: refusal.builders.map((reading) => builderReport(reading, '')),
    runtime: refusal.runtime === null ? null : runtimeReport(refusal.runtime),
    engine: { floor: '17.09', because: null },
    hostCopies: [],
    handOffs: [],
    dockerfile: null,
    files: [],
    changes: [],
    proof: { status: 'failed', assumptions: [] },
    diagnostics: refusal.diagnostics,
  };
}

function builderReport(reading: BuildReading, stage: string): BuilderReport {
  const ran = reading.build.dockerfile.kind === 'synthesized';
  return {
    dockerfile: ran ? null : dockerfileName(reading),
    image: imageName(reading.build),
    stage,
    context: contextName(reading.build),
  };
}

function runtimeReport(reading: BuildReading): RuntimeReport {
  const target = lastValue(reading.build.options, '--target');
  return {
    dockerfile: dockerfileName(reading),
    image: imageName(reading.build),
    context: contextName(reading.build),
    target: target === null ? null : knownText(target),
  };
}

/** A text that the script passes on is told by the script. */
function dockerfileName({ path, generated }: BuildReading): string {
  return generated === null ? path : (generated.target ?? generated.script);
}

/** The name of an image; of what a command did in a container the name of the image that it ran in. */
function imageName({ tags, dockerfile, ranIn }: Build): string {
  const [tag] = tags;
  if (tag !== undefined) return renderValue(tag);
  if (dockerfile.kind !== 'synthesized' || ranIn === undefined) return '';
  return ranIn.kind === 'external'
    ? renderValue(ranIn.reference)
    : ranIn.kind === 'built'
      ? imageName(ranIn.build)
      : '';
}

function contextName(build: Build): string {
  return build.context.kind === 'directory' ? displayPath(build.context.path) : '-';
}

function handOffReport(handOff: PlannedHandOff, plan: PipelinePlan, line: string, files: FileLookup): HandOffReport {
  const { image } = handOff;
  const way = wayOf(handOff, plan);
  const name =
    image.kind === 'built' ? imageName(image.build) : image.kind === 'external' ? renderValue(image.reference) : '';
  return {
    stage: handOff.stage,
    image: name,
    artifact: trimmed(handOff.artifact),
    via: handOff.via,
    kind: handOff.kind === 'file' || handOff.kind === 'directory' ? handOff.kind : 'unknown',
    host: way.paths.map(displayPath),
    runtimePath: trimmed(handOff.runtimePath),
    line,
    evidence: [...handOff.evidence, ...way.evidence(files)],
  };
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/\.?$/, '') : path;
}

/** The copies and moves that brought the artifact where the runtime build found it. */
function wayOf(
  handOff: PlannedHandOff,
  plan: PipelinePlan,
): { readonly paths: readonly HostPath[]; readonly evidence: (files: FileLookup) => readonly Evidence[] } {
  const [run] = plan.runs;
  const [end] = handOff.host;
  const carries = ({ container, from }: CopyOut): boolean =>
    container.id === handOff.container?.id && handOff.artifact.startsWith(trimmed(from));
  const steps = (run?.path.steps ?? []).filter((step) => copiesOf(step).some(carries));
  const landed = steps.flatMap((step) =>
    copiesOf(step).flatMap((copy) => (carries(copy) && copy.to !== '-' ? [copy.to] : [])),
  );
  const paths = [...new Set([...landed.slice(-1), ...(end === undefined ? [] : [end])])];
  return {
    paths,
    evidence: (files) =>
      steps.map((step) =>
        evidenceOf(step.effect.kind === 'copy-out' ? 'docker cp' : 'printed', step.command.span, files),
      ),
  };
}
