import type { Check } from './check.js';

/** STG-7: the runtime holds everything that the builder holds. */
export const runtimeFromBuilder: Check = ({ run, explain }) =>
  run.reading.images
    .filter(({ flag }) => flag === null)
    .map(({ instruction }) => explain('runtime-from-builder', instruction.span, { path: run.reading.path }));
