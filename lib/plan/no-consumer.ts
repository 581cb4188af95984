import { diagnose, type Diagnostic, type FileLookup } from '../source/diagnostic.js';
import { baseName, relativeTo } from '../world/host-path.js';
import { renderValue } from '../world/value.js';
import { artifactsOf, consumptions, type CopyRun, type Inference } from '../infer/infer.js';
import { resolveStageReference } from '../dockerfile/stages.js';
import { flagOf } from '../infer/read-build.js';
import { landingName, landingsOf, type ExecutionPath, type Step } from '../world/step.js';
import type { Image } from '../world/world.js';
import { onbuildBaseOf } from './checks/onbuild-base.js';
import type { Refusal } from './model.js';

/** Builders whose artifacts no runtime image takes: no pair to fold (K-e). One refusal a builder image. */
export function handedToNobody(inference: Inference, files: FileLookup): HandedToNobody[] {
  return unclaimedCopies(inference).flatMap((copies) => {
    const found = refusal(copies, inference, files);
    return found === null ? [] : [{ copies, refusal: found }];
  });
}

/** The copies out of one builder image on all ways through an entry, and why no pair comes of them. */
export interface HandedToNobody {
  readonly copies: readonly CopyRun[];
  readonly refusal: Refusal;
}

function unclaimedCopies(inference: Inference): readonly (readonly CopyRun[])[] {
  const taken = new Set(
    inference.builds.flatMap(({ reading }) => [
      ...consumptions(reading)
        .flatMap(artifactsOf)
        .map(({ container }) => container.image.id),
      ...reading.images.map(({ image }) => image.id),
    ]),
  );
  const byBuilder = new Map<string, CopyRun[]>();
  for (const run of inference.copies) {
    const { image } = run.copy.container;
    if (image.kind !== 'built' || taken.has(image.id) || isProblem(run, inference) || isFolded(image, inference))
      continue;
    const key = `${run.trace.entry.file} ${inference.runOf.get(image)?.reading.path ?? image.id}`;
    byBuilder.set(key, [...(byBuilder.get(key) ?? []), run]);
  }
  return [...byBuilder.values()];
}

/** A target that a later stage of its own file copies from: the pair is folded already, and the host has its copy. */
function isFolded(image: Image, inference: Inference): boolean {
  const reading = inference.runOf.get(image)?.reading;
  if (reading === undefined) return false;
  const { list, target } = reading;
  return list.stages.slice(target.index + 1).some((stage) =>
    stage.instructions.some((instruction) => {
      const from = instruction.keyword === 'COPY' ? (flagOf(instruction, 'from')?.value ?? null) : null;
      return from !== null && resolveStageReference(list.stages, stage.index, from) === target;
    }),
  );
}

/** A runtime that takes the path and is refused for its own reason says it better. */
function isProblem(run: CopyRun, inference: Inference): boolean {
  const landed = landingsOf(run.step, run.path.steps);
  return inference.builds.some(
    ({ path, reading }) =>
      path === run.path &&
      reading.sources.some(
        ({ content }) =>
          content.kind === 'problem' &&
          (landed.some((to) => relativeTo(to, content.host) !== null || relativeTo(content.host, to) !== null) ||
            content.code === 'transformed-on-host'),
      ),
  );
}

/** Why nobody takes it: a later build cannot be read, another entry wants it, or really nobody does. */
function reasonFor(
  { trace, path, step, copy }: CopyRun,
  image: string,
  inference: Inference,
  files: FileLookup,
): Diagnostic {
  const values = { artifact: copy.from, image, host: landingName(step, copy, path.steps) };
  const imported = importOf(step, path.steps);
  if (imported !== undefined) return diagnose('flattened-image', imported.command.span, { image }, files);
  const later = inference.unreadable.find((other) => other.path === path && other.step.index > step.index);
  if (later !== undefined)
    return diagnose('generated-dockerfile', later.step.command.span, { why: later.reading.why }, files);
  const trigger = triggeredBase(path, step, inference);
  if (trigger !== null) return diagnose('onbuild-base', trigger.span, { base: trigger.base }, files);
  const landed = landingsOf(step, path.steps);
  const brings = (own: CopyRun): boolean => landingsOf(own.step, own.path.steps).some((to) => landed.includes(to));
  const other = inference.traces.find(
    (candidate) =>
      candidate !== trace &&
      !inference.copies.some((own) => own.trace === candidate && brings(own)) &&
      candidate.files.some(
        (file) => !trace.files.includes(file) && landed.some((to) => mentions(files(file)?.text ?? '', baseName(to))),
      ),
  );
  if (other !== undefined)
    return diagnose('unordered-entries', step.command.span, { ...values, other: other.entry.name }, files);
  return diagnose('no-consumer', step.command.span, values, files);
}

/** I-10: the exported file system becomes an image. */
function importOf(step: Step, steps: readonly Step[]): Step | undefined {
  const exports = step.effect.kind === 'container-use' && step.effect.verb === 'export';
  return steps.find(
    ({ index, effect }) => exports && index > step.index && effect.kind === 'engine' && /^import\b/.test(effect.verb),
  );
}

/** STG-10: a build that follows takes its files by a trigger of its base. */
function triggeredBase(path: ExecutionPath, step: Step, { builds }: Inference): ReturnType<typeof onbuildBaseOf> {
  const later = builds.filter((run) => run.path === path && run.step.index > step.index);
  return later.map(({ reading }) => onbuildBaseOf(reading)).find((found) => found !== null) ?? null;
}

/** A script that builds an image and names the file. */
function mentions(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return (
    at !== -1 &&
    /\b(?:docker|podman)\b[^\n]*\bbuild\b/.test(text) &&
    !/[\w.-]/.test(text.charAt(at - 1)) &&
    !/[\w-]/.test(text.charAt(at + name.length))
  );
}

function refusal(runs: readonly CopyRun[], inference: Inference, files: FileLookup): Refusal | null {
  const [first] = runs;
  if (first === undefined) return null;
  const { image } = first.copy.container;
  const builder = inference.runOf.get(image)?.reading ?? null;
  const name =
    image.kind === 'built' ? renderValue(image.build.tags[0] ?? [{ kind: 'text', text: image.id }]) : image.id;
  const rows = new Map(
    runs.map((run) => [
      `${String(run.step.command.span.start)} ${run.copy.from}`,
      reasonFor(run, name, inference, files),
    ]),
  );
  return {
    kind: 'refusal',
    id: `${first.trace.entry.name}:${builder?.path ?? name}`,
    group: `${first.trace.entry.name}:${builder?.path ?? name}`,
    runs: [],
    runtime: null,
    builders: builder === null ? [] : [builder],
    entry: first.trace.entry.name,
    scripts: [
      ...new Set([
        first.trace.entry.file,
        ...runs.flatMap(({ step }) => [...step.callers, step.command].map(({ span }) => span.file)),
      ]),
    ],
    diagnostics: [...rows.values()],
  };
}
