import type { Command } from '../script/program.js';
import { relativeTo, type HostPath } from '../world/host-path.js';
import type { ExecutionPath, Trace } from '../world/step.js';
import type { Image } from '../world/world.js';
import { isFallback } from '../world/ways.js';
import type { Images } from './images.js';

/**
 * Statements that serve a hand-off on some way through an entry. On a way that only says that the script was started
 * wrongly, what they leave behind serves nobody (§4.2): the builder's image, and the artifact on the host.
 */
export class ServingElsewhere {
  readonly #builders = new Set<Command>();
  readonly #copies = new Set<Command>();

  constructor(
    readonly trace: Trace,
    images: Images,
  ) {
    for (const path of trace.paths) this.#add(path, images);
  }

  #add({ steps }: ExecutionPath, images: Images): void {
    const results = steps.flatMap(({ effect }) => (effect.kind === 'build' ? [images.result(effect.build)] : []));
    const used = new Set(results.flatMap(({ uses }) => [...uses]));
    const taken = results.flatMap((result) => [...result.taken]);
    for (const { effect, command } of steps) {
      if (effect.kind === 'build' && used.has(effect.image)) this.#builders.add(command);
      if (effect.kind === 'copy-out' && taken.some((path) => isRelated(path, effect.copy.to)))
        this.#copies.add(command);
    }
  }

  /** Null where the way is one that people want. */
  on(path: ExecutionPath): ServingElsewhere | null {
    return isFallback(path, this.trace.paths) ? this : null;
  }

  imagesOn({ steps }: ExecutionPath): readonly Image[] {
    return steps.flatMap(({ effect, command }) =>
      effect.kind === 'build' && this.#builders.has(command) ? [effect.image] : [],
    );
  }

  copiesOn({ steps }: ExecutionPath): readonly HostPath[] {
    return steps.flatMap(({ effect, command }) =>
      effect.kind === 'copy-out' && this.#copies.has(command) ? [effect.copy.to] : [],
    );
  }
}

function isRelated(a: HostPath, b: HostPath): boolean {
  return relativeTo(a, b) !== null || relativeTo(b, a) !== null;
}
