import { renderPatchBytes } from '../rewrite/patch.js';
import type { FileChange } from '../rewrite/file-change.js';

/** The changes as bytes that `git apply` takes. */
export function renderDiff(changes: readonly FileChange[]): Uint8Array {
  return renderPatchBytes(changes);
}
