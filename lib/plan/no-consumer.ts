import { diagnose, type FileLookup } from '../source/diagnostic.js';
import { displayPath } from '../world/host-path.js';
import { renderValue } from '../world/value.js';
import { artifactsOf, consumptions, type CopyRun, type Inference } from '../infer/infer.js';
import type { Refusal } from './model.js';

/** Builders whose artifacts no runtime image takes: no pair to fold (K-e). One refusal a builder image. */
export function handedToNobody(inference: Inference, files: FileLookup): Refusal[] {
  const taken = new Set(inference.builds.flatMap(({ reading }) => consumptions(reading).flatMap(artifactsOf).map(({ container }) => container.image.id)));
  const byBuilder = new Map<string, CopyRun[]>();
  for (const run of inference.copies) {
    const { image } = run.copy.container;
    if (image.kind !== 'built' || taken.has(image.id)) continue;
    const key = `${run.trace.entry.file} ${inference.runOf.get(image)?.reading.path ?? image.id}`;
    byBuilder.set(key, [...(byBuilder.get(key) ?? []), run]);
  }
  return [...byBuilder.values()].map((runs) => refusal(runs, inference, files)).filter((result) => result !== null);
}

function refusal(runs: readonly CopyRun[], inference: Inference, files: FileLookup): Refusal | null {
  const [first] = runs;
  if (first === undefined) return null;
  const { image } = first.copy.container;
  const builder = inference.runOf.get(image)?.reading ?? null;
  const name = image.kind === 'built' ? renderValue(image.build.tags[0] ?? [{ kind: 'text', text: image.id }]) : image.id;
  const rows = new Map(runs.map(({ step, copy }) => [`${String(step.command.span.start)} ${copy.from}`, diagnose('no-consumer', step.command.span, { artifact: copy.from, image: name, host: displayPath(copy.to) }, files)]));
  return {
    kind: 'refusal',
    id: `${first.trace.entry.name}:${builder?.path ?? name}`,
    group: `${first.trace.entry.name}:${builder?.path ?? name}`,
    runs: [],
    runtime: null,
    builders: builder === null ? [] : [builder],
    entry: first.trace.entry.name,
    scripts: first.trace.files,
    diagnostics: [...rows.values()],
  };
}
