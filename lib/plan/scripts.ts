import type { BuildRun, Inference } from '../infer/infer.js';
import { copiesOf, type Step } from '../world/step.js';
import { contentImage, type Image } from '../world/world.js';
import { closureOf } from './closure.js';

/** The files whose commands build, carry and call for these builds: the entry's first. */
export function scriptsOf(runs: readonly BuildRun[], inference: Inference): readonly string[] {
  const files = new Set<string>();
  for (const run of runs) {
    const builders = closureOf(run, inference).builders;
    const images = new Set<Image>(builders.map(({ image }) => image));
    const carries = (step: Step): boolean =>
      copiesOf(step).some(({ container }) => images.has(contentImage(container))) ||
      (step.effect.kind === 'container' && images.has(step.effect.image));
    const steps = [run.step, ...builders.map(({ step }) => step), ...run.path.steps.filter(carries)];
    files.add(run.trace.entry.file);
    for (const step of steps) for (const command of [...step.callers, step.command]) files.add(command.span.file);
  }
  return [...files];
}
