import { baseOf, chainOf } from '../artifact-evidence.js';
import type { BuildReading } from '../../infer/read-build.js';
import type { Span } from '../../source/source-file.js';
import type { Check } from './check.js';

/** STG-10: the base of the runtime image takes files of the context by a trigger, and the artifact may be one of them. */
export const onbuildBase: Check = ({ run, explain }) => {
  const found = onbuildBaseOf(run.reading);
  return found === null ? [] : [explain('onbuild-base', found.span, { base: found.base })];
};

/** The base whose triggers copy from the context: one that is built here and says so, or one that is named so. */
export function onbuildBaseOf(reading: BuildReading): { readonly base: string; readonly span: Span } | null {
  const stage = chainOf(reading).at(-1);
  if (stage === undefined) return null;
  const base = baseOf(reading, stage);
  const copies = reading.base === null ? /(?:^|[-_:./])onbuild\b/.test(base) : copiesOnBuild(reading.base);
  return copies ? { base, span: stage.from.span } : null;
}

function copiesOnBuild(base: BuildReading): boolean {
  return chainOf(base).some((stage) =>
    stage.instructions.some(
      (instruction) =>
        instruction.keyword === 'ONBUILD' &&
        (instruction.inner?.keyword === 'COPY' || instruction.inner?.keyword === 'ADD'),
    ),
  );
}
