import { displayPath, relativeTo } from '../../world/host-path.js';
import type { Step } from '../../world/step.js';
import { renderValue } from '../../world/value.js';
import type { BuildRun } from '../../infer/infer.js';
import type { Check } from './check.js';

/** MODE-5: files and folders that the script makes under a mask of its own are not those of a stage. */
export const hostMask: Check = ({ runs, explain }) =>
  runs.flatMap((run) => {
    const { context } = run.reading.build;
    const before = run.path.steps.filter(({ index }) => index < run.step.index);
    const masked = before.find(isOtherMask);
    if (masked === undefined || context.kind !== 'directory') return [];
    const made = before
      .filter((step) => step.index > masked.index && step.effect.kind === 'host')
      .flatMap((step) => step.writes)
      .find((path) => relativeTo(context.path, path) !== null && isTaken(run, path));
    return made === undefined ? [] : [explain('host-mask', masked.command.span, { path: displayPath(made) })];
  });

/** `umask` with another value than the 022 that the proof starts from (§4.1). */
function isOtherMask(step: Step): boolean {
  const [name, mask] = step.words.map(({ value }) => renderValue(value));
  return name === 'umask' && mask !== undefined && !/^(?:-S|-p|0{0,2}22)$/.test(mask);
}

/** A COPY of the build names something at, above or below the path. */
function isTaken(run: BuildRun, path: string): boolean {
  const { context } = run.reading.build;
  return (
    context.kind === 'directory' &&
    run.reading.sources.some(({ value }) => {
      const source = renderValue(value)
        .replace(/^(?:\.?\/)+/, '')
        .replace(/(?:\/|\/\.)$/, '');
      const base = source === '' || source === '.' ? context.path : `${context.path}/${source}`;
      return /[*?[]/.test(source) || relativeTo(base, path) !== null || relativeTo(path, base) !== null;
    })
  );
}
