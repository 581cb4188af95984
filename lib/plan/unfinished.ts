import { codeTable } from '../source/codes.js';
import { copiesOf, type Trace } from '../world/step.js';
import type { Refusal } from './model.js';

/**
 * Entries in which a step of the hand-off fails or cannot be followed, so that nothing of it reaches a build: they
 * are refused with that reason instead of passing in silence.
 */
export function unfinishedEntries(traces: readonly Trace[], told: ReadonlySet<string>): Refusal[] {
  return traces.flatMap((trace): Refusal[] => {
    const diagnostics = trace.diagnostics.filter(({ code }) => codeTable[code].kind === 'refusal');
    if (diagnostics.length === 0 || told.has(trace.entry.name) || !usesDocker(trace)) return [];
    const id = `${trace.entry.name}:hand-off`;
    return [
      {
        kind: 'refusal',
        id,
        group: id,
        runs: [],
        runtime: null,
        builders: [],
        entry: trace.entry.name,
        scripts: trace.files,
        diagnostics,
      },
    ];
  });
}

/** Scripts that build an image and carry something out of a container, or try to. */
function usesDocker(trace: Trace): boolean {
  const steps = trace.paths.flatMap((path) => path.steps);
  if (trace.diagnostics.some(({ code }) => code === 'script-built-image')) return true;
  const builds = steps.some(({ effect }) => effect.kind === 'build');
  return (
    builds &&
    steps.some(
      (step) => copiesOf(step).length > 0 || (step.effect.kind === 'container-use' && step.effect.verb === 'cp'),
    )
  );
}
