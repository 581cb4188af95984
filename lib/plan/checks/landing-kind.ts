import { findNode } from '../../world/tree.js';
import { artifactEvidence } from '../artifact-evidence.js';
import type { CopyRun } from '../../infer/infer.js';
import type { Check } from './check.js';

/** T-L9: `docker cp` takes a folder where the builder makes a file, so it fails. */
export const landingKind: Check = ({ runs, builders, inference, explain }) =>
  inference.copies.flatMap((copied) => {
    const { path, step, copy } = copied;
    const builder = builders.find(({ image }) => image === copy.container.image);
    if (builder === undefined || !runs.some((run) => run.path === path) || !takesFolder(copied)) return [];
    return artifactEvidence(builder.reading, copy.from).kind === 'file'
      ? [explain('legacy-fails', step.command.span, { why: `${copy.from} is a file, and the copy takes a folder` })]
      : [];
  });

/** FILE/ and FILE/. are errors, and so is a missing target with a slash (§1.2). */
function takesFolder({ step, copy }: CopyRun): boolean {
  if (copy.fromEnding !== 'plain') return copy.container.tool !== 'podman';
  const found = findNode(step.after.host, copy.to);
  return found.kind === 'found' && found.node.kind === 'opaque' && found.node.entry === 'directory';
}
