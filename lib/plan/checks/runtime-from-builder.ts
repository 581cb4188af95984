import { chainOf } from '../artifact-evidence.js';
import type { Check } from './check.js';

/** STG-7: the runtime holds everything that the builder holds, where its own chain starts from it. */
export const runtimeFromBuilder: Check = ({ run, explain }) => {
  const base = chainOf(run.reading);
  return run.reading.images
    .filter(({ flag, stage }) => flag === null && base.includes(stage))
    .map(({ instruction }) => explain('runtime-from-builder', instruction.span, { path: run.reading.path }));
};
