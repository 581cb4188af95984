import { contentImage, type Image } from '../world/world.js';
import { artifactsOf, consumptions, type BuildRun, type Inference } from '../infer/infer.js';

/** Builds that feed a runtime build, the deepest first (M1), and images that were never built here. */
export interface Closure {
  readonly builders: readonly BuildRun[];
  readonly external: readonly Image[];
  /** Images that nobody can read: a Dockerfile that is generated, or an image that was not built by a Dockerfile. */
  readonly missing: readonly Image[];
}

/** Follows artifacts and image references from a runtime build to the builds they come from. */
export function closureOf(run: BuildRun, inference: Inference): Closure {
  const builders: BuildRun[] = [];
  const external = new Set<Image>();
  const missing = new Set<Image>();
  const seen = new Set<Image>([run.image]);
  const visit = (image: Image): void => {
    if (seen.has(image)) return;
    seen.add(image);
    if (image.kind === 'external') {
      external.add(image);
      return;
    }
    const source = inference.runOf.get(image);
    if (source === undefined) {
      missing.add(image);
      return;
    }
    for (const needed of inBuildOrder(imagesNeeded(source), inference)) visit(needed);
    builders.push(source);
  };
  for (const image of inBuildOrder(imagesNeeded(run), inference)) visit(image);
  return { builders, external: [...external], missing: [...missing] };
}

function inBuildOrder(images: readonly Image[], inference: Inference): Image[] {
  const at = (image: Image): number => inference.runOf.get(image)?.step.index ?? -1;
  return [...images].sort((a, b) => at(a) - at(b));
}

/** The images that one build takes from: over the host, or by name. */
export function imagesNeeded(run: BuildRun): readonly Image[] {
  const carried = consumptions(run.reading).flatMap((source) =>
    artifactsOf(source).map(({ container }) => contentImage(container)),
  );
  return [...new Set([...carried, ...run.reading.images.map(({ image }) => image)])];
}
