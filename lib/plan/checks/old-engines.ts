import type { Stage } from '../../dockerfile/stages.js';
import { chainOf, baseOf } from '../artifact-evidence.js';
import type { BuildReading } from '../../infer/read-build.js';
import type { Check } from './check.js';

/** STG-9: what an engine before 17.10 lets leak from one stage into another. */
export const maintainerStage: Check = ({ builders, explain }) =>
  builders.flatMap(({ reading }) => {
    const found = reading.list.stages
      .flatMap((stage) => stage.instructions)
      .find(({ keyword }) => keyword === 'MAINTAINER');
    return found === undefined ? [] : [explain('maintainer-stage', found.span, {})];
  });

/** STG-9: stages on one base share its ENV there, so one that a builder sets reaches the final image. */
export const sharedBase: Check = ({ run, builders, explain }) => {
  const own = lastStage(run.reading);
  if (own === null) return [];
  const base = baseOf(run.reading, own);
  return builders.flatMap(({ reading }) => {
    const stage = lastStage(reading);
    const setsVariables = chainOf(reading).some(({ instructions }) =>
      instructions.some(({ keyword }) => keyword === 'ENV'),
    );
    return stage !== null && base !== 'scratch' && baseOf(reading, stage) === base && setsVariables
      ? [explain('shared-base', own.from.span, { base })]
      : [];
  });
};

/** The stage that is FROM an image. */
function lastStage(reading: BuildReading): Stage | null {
  return chainOf(reading).at(-1) ?? null;
}
