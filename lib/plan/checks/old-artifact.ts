import { displayPath, type HostPath } from '../../world/host-path.js';
import { findNode } from '../../world/tree.js';
import { renderValue } from '../../world/value.js';
import type { BuildRun } from '../../infer/infer.js';
import { isInput } from '../inputs.js';
import type { Check } from './check.js';

/** IGN-4: an artifact of an earlier run lies on the disk, and the builder copies the whole folder. */
export const oldArtifact: Check = ({ builders, handOffs, tree, explain }) => {
  const hosts = [...new Set(handOffs.flatMap(({ host }) => host))];
  return builders.flatMap((builder) =>
    hosts
      .filter(
        (host) => isInput(builder.reading, host, tree) && !isThere(builder, host) && !isRemovedBefore(builder, host),
      )
      .map((host) => explain('old-artifact', builder.step.command.span, { path: displayPath(host) })),
  );
};

/** The checkout itself has something at the path. */
function isThere(builder: BuildRun, host: HostPath): boolean {
  return findNode(builder.step.before.host, host).kind !== 'absent';
}

function isRemovedBefore(builder: BuildRun, host: HostPath): boolean {
  return builder.path.steps.some(
    (step) =>
      step.index < builder.step.index &&
      renderValue(step.words[0]?.value ?? []) === 'rm' &&
      step.writes.some((path) => host === path || host.startsWith(`${path}/`)),
  );
}
