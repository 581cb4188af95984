import { hostOfCheckout } from '../evaluate/host.js';
import type { FileTree } from '../source/file-tree.js';
import { normalizePath, parentPath, relativeTo, repositoryRoot, type HostPath } from '../world/host-path.js';
import type { ExecutionPath } from '../world/step.js';
import { findNode } from '../world/tree.js';

/**
 * The host paths that only exist to carry artifacts: where docker cp put one, where it was moved to, and the folders
 * that the script made around it (CTX-2).
 */
export class Carriers {
  readonly #roots = new Set<HostPath>();

  constructor(
    readonly tree: FileTree,
    path: ExecutionPath,
  ) {
    for (const { effect } of path.steps) if (effect.kind === 'copy-out' && effect.copy.to !== '-') this.#add(effect.copy.to);
    // What is copied or moved from a carrier carries too; a few rounds reach every copy of a copy.
    for (let before = -1; before !== this.#roots.size; ) {
      before = this.#roots.size;
      for (const { effect, reads, writes } of path.steps) {
        if (effect.kind === 'host' && reads.some((read) => this.carries(read))) for (const write of writes) this.#add(write);
      }
    }
  }

  get paths(): readonly HostPath[] {
    return [...this.#roots];
  }

  /** At or below a path that carries. */
  carries(path: HostPath): boolean {
    return [...this.#roots].some((root) => relativeTo(root, path) !== null);
  }

  #add(path: HostPath): void {
    const root = this.#newRoot(normalizePath(path));
    if (!this.carries(root)) this.#roots.add(root);
  }

  /** The topmost folder on the way that a clean checkout does not have. */
  #newRoot(path: HostPath): HostPath {
    if (relativeTo(repositoryRoot, path) === null) return path;
    const host = hostOfCheckout(this.tree);
    let root = path;
    for (let parent = parentPath(path); parent !== '/' && findNode(host, parent).kind === 'absent'; parent = parentPath(parent)) root = parent;
    return root;
  }
}
