import { imageAsked } from '../world/asked-image.js';
import { stepsSince, type State } from './state.js';

/** Ways of a condition that asks for an image, with the name of the image where one of them builds it. */
export interface Preferred {
  readonly ends: readonly State[];
  readonly image: string | null;
}

/**
 * `docker pull T || docker build -t T …`, `[ -n "$(docker images -q T)" ] || …` (I-28, L8): an image from elsewhere
 * stands in for the one that the script builds. The way that builds it counts; that the other gives the same is an
 * assumption.
 */
export function preferBuilt(before: State, ends: readonly State[]): Preferred {
  const steps = ends.flatMap((end) => stepsSince(end, before.stepCount));
  const asked = new Set(steps.flatMap((step) => imageAsked(step) ?? []));
  for (const key of asked) {
    const built = ends.filter(({ world }) => world.images.get(key)?.kind === 'built');
    if (built.length > 0 && built.length < ends.length) return { ends: built, image: key };
  }
  return { ends, image: null };
}
