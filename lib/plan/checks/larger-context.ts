import { displayPath } from '../../world/host-path.js';
import { isStaged } from '../staging.js';
import type { Check } from './check.js';

/** CTX-7: a build whose context lay below the others now sends all of it. */
export const largerContext: Check = ({ run, builders, context, explain }) =>
  [run, ...builders].flatMap(({ reading, step }) => {
    const old = reading.build.context;
    if (old.kind !== 'directory' || isStaged(reading) || context.prefixOf(reading) === '') return [];
    const values = { path: reading.path, old: displayPath(old.path), context: displayPath(context.path) };
    return [explain('larger-context', step.command.span, values)];
  });
