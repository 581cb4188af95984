import { contextSource } from '../../dockerfile/copy.js';
import { renderValue } from '../../world/value.js';
import type { Check } from './check.js';

/** CTX-4: `COPY ../x` is clipped at the context by some engines and refused by others; below another context it means something else. */
export const climbingSource: Check = ({ run, builders, context, explain }) =>
  [run, ...builders].flatMap(({ reading }) =>
    context.prefixOf(reading) === ''
      ? []
      : reading.sources
          .filter(({ value }) => contextSource(renderValue(value)).climbs)
          .map(({ instruction, value }) => explain('climbing-source', instruction.span, { path: renderValue(value) })),
  );
