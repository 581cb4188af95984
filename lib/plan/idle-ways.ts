import { displayPath } from '../world/host-path.js';
import type { ExecutionPath, Step } from '../world/step.js';
import { isFallback } from '../world/ways.js';
import type { Diagnostic } from '../source/diagnostic.js';
import { isRuntime, type Inference } from '../infer/infer.js';
import { closureOf } from './closure.js';
import type { Explain } from './explain.js';
import type { PipelinePlan } from './model.js';

/**
 * Ways on which the artifact comes to the host and no image is built: it may be what people start the script for. Where
 * the script was only started wrongly, nobody wants it, and the way is left to the proof, which names it.
 */
export function productWays(
  pipeline: PipelinePlan,
  removed: ReadonlySet<Step['command']>,
  inference: Inference,
  explain: Explain,
): Diagnostic[] {
  const traces = new Set(pipeline.runs.map(({ trace }) => trace));
  const builders = new Set(
    pipeline.runs.flatMap((run) => closureOf(run, inference).builders.map(({ step }) => step.command)),
  );
  const built = new Set(inference.builds.flatMap(({ path, reading }) => (isRuntime(reading) ? [path] : [])));
  return [...traces].flatMap(({ paths }) =>
    paths
      .filter((path) => !built.has(path) && !isFallback(path, paths))
      .flatMap((path) => lostCopy(path, builders, removed) ?? [])
      .map((step) =>
        explain('product-of-one-way', step.command.span, {
          host: step.effect.kind === 'copy-out' ? displayPath(step.effect.copy.to) : '',
        }),
      ),
  );
}

/** A copy out of a builder that this way carries out, and the rewrite would not. */
function lostCopy(
  path: ExecutionPath,
  builders: ReadonlySet<Step['command']>,
  removed: ReadonlySet<Step['command']>,
): Step | null {
  const images = new Set(
    path.steps.flatMap(({ effect, command }) =>
      effect.kind === 'build' && builders.has(command) ? [effect.image] : [],
    ),
  );
  const lost = path.steps.find(
    ({ effect, command }) =>
      effect.kind === 'copy-out' && images.has(effect.copy.container.image) && removed.has(command),
  );
  return lost ?? null;
}
