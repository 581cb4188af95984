import { readTool } from '../commands/tools.js';
import { hostOfCheckout } from '../evaluate/host.js';
import type { FileTree } from '../source/file-tree.js';
import { normalizePath, parentPath, relativeTo, repositoryRoot, type HostPath } from '../world/host-path.js';
import { copiesOf, type ExecutionPath, type Step } from '../world/step.js';
import { renderValue } from '../world/value.js';
import { findNode } from '../world/tree.js';

/** Commands that carry a file from one place to another, or make another file of it, and do nothing else (3.4). */
const carryingCommands = /^(?:cp|mv|install|ln|rsync|tar|(?:g|b|x|p)?(?:un)?(?:zip2?|xz)|zstd|unzstd)$/;

function onlyCarries({ words, writes }: Step): boolean {
  const texts = words.map(({ value }) => renderValue(value));
  return writes.length > 0 && (carryingCommands.test(texts[0] ?? '') || readTool(texts) !== null);
}

/**
 * The host paths that only exist to carry artifacts into builds: where a build took one, where it came from, and the
 * folders that the script made around it (CTX-2). What no build takes is meant for somebody else.
 */
export class Carriers {
  readonly #roots = new Set<HostPath>();

  /** @param taken host paths at which builds of this way took artifacts */
  constructor(
    readonly tree: FileTree,
    path: ExecutionPath,
    taken: Iterable<HostPath>,
  ) {
    const targets = [...taken];
    for (const target of targets) this.#add(target);
    for (const step of path.steps) if (takesStream(step, targets)) this.#addFeeders(step, path.steps);
    for (let before = -1; before !== this.#roots.size;) {
      before = this.#roots.size;
      for (const step of path.steps) this.#addSources(step);
    }
  }

  get paths(): readonly HostPath[] {
    return [...this.#roots];
  }

  /** At or below a path that carries. */
  carries(path: HostPath): boolean {
    return [...this.#roots].some((root) => relativeTo(root, path) !== null);
  }

  /** Where something comes from that is carried further. */
  #addSources(step: Step): void {
    const { effect, reads, writes } = step;
    const landings = copiesOf(step).flatMap(({ to }) => (to === '-' ? writes : [to]));
    for (const to of landings) if (this.#touches(to)) this.#add(to);
    const isFilter = effect.kind === 'external' && effect.harmless;
    if ((effect.kind !== 'host' && !isFilter) || !onlyCarries(step) || !writes.some((write) => this.#touches(write)))
      return;
    for (const read of reads) if (!this.#isTracked(read)) this.#add(read);
  }

  /** What a tar on standard input is made of (I-15). */
  #addFeeders({ fedBy = [] }: Step, steps: readonly Step[]): void {
    for (const feeder of fedBy.flatMap((index) => steps[index] ?? [])) {
      for (const read of feeder.reads) if (!this.#isTracked(read)) this.#add(read);
      this.#addFeeders(feeder, steps);
    }
  }

  /** At, below or above a path that carries. */
  #touches(path: HostPath): boolean {
    return this.carries(path) || [...this.#roots].some((root) => relativeTo(path, root) !== null);
  }

  #isTracked(path: HostPath): boolean {
    return findNode(hostOfCheckout(this.tree), path).kind !== 'absent';
  }

  #add(path: HostPath): void {
    const root = this.#newRoot(normalizePath(path));
    if (!this.carries(root)) this.#roots.add(root);
  }

  /** The topmost folder on the way that a clean checkout does not have. */
  #newRoot(path: HostPath): HostPath {
    if (relativeTo(repositoryRoot, path) === null) return path;
    let root = path;
    for (let parent = parentPath(path); parent !== '/' && !this.#isTracked(parent); parent = parentPath(parent))
      root = parent;
    return root;
  }
}

/** A build out of whose streamed context an artifact was taken. */
function takesStream({ effect }: Step, taken: readonly HostPath[]): boolean {
  if (effect.kind !== 'build') return false;
  const { context } = effect.build;
  return (
    context.kind === 'directory' &&
    context.streamed === true &&
    taken.some((path) => relativeTo(context.path, path) !== null)
  );
}
