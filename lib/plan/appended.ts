import type { Image } from '../world/world.js';
import type { Step } from '../world/step.js';
import type { BuildRun } from '../infer/infer.js';
import { imagesNeeded, type Closure } from './closure.js';

/**
 * Commands in containers that go to the end of the builder's own stage (T-R8), each with the builder: nothing but the
 * command needs the builder's image, so no stage of its own has to start from it.
 */
export function appendedRuns(
  { builders }: Closure,
  runtime: BuildRun,
  apart: ReadonlySet<Image>,
): ReadonlyMap<BuildRun, BuildRun> {
  const appended = new Map<BuildRun, BuildRun>();
  for (const [index, run] of builders.entries()) {
    const base = builders[index - 1];
    if (base === undefined || apart.has(base.image) || run.image.build.dockerfile.kind !== 'synthesized') continue;
    const isBase = run.reading.images.some(({ flag, image }) => flag === null && image === base.image);
    const others = [...builders, runtime].filter((other) => other !== run && imagesNeeded(other).includes(base.image));
    if (isBase && others.length === 0 && usesOf(base.image, run) <= 1 && !hasTriggers(base)) appended.set(run, base);
  }
  return appended;
}

/** How many containers are made of an image; any other use counts as many. */
function usesOf(image: Image, run: BuildRun): number {
  const used = ({ effect }: Step): number => {
    switch (effect.kind) {
      case 'container':
        return effect.image === image ? 1 : 0;
      case 'tag':
        return effect.image === image ? 2 : 0;
      case 'image-use':
        return effect.images.includes(image) ? 2 : 0;
      default:
        return 0;
    }
  };
  return run.path.steps.reduce((sum, step) => sum + used(step), 0);
}

/** ONBUILD of a builder counts for stages that start from it, and for no command in its containers (STG-11). */
function hasTriggers({ reading }: BuildRun): boolean {
  return reading.target.instructions.some(({ keyword }) => keyword === 'ONBUILD');
}
