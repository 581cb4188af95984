import { displayPath, resolveHostPath } from '../../world/host-path.js';
import type { Step } from '../../world/step.js';
import { renderValue } from '../../world/value.js';
import type { Check } from './check.js';

/** FLOW-3: the script builds the artifact only where it is missing; the layer cache takes that over. */
export const artifactAsCache: Check = ({ runs, handOffs, explain }) => {
  const hosts = new Set(handOffs.flatMap(({ host }) => host));
  return runs.flatMap((run) =>
    run.path.steps.flatMap((step) => {
      const path = step.index < run.step.index ? testedPath(step, hosts) : null;
      return path === null ? [] : [explain('artifact-as-cache', step.command.span, { path: displayPath(path) })];
    }),
  );
};

/** The hand-off path whose existence or age a test asks for. */
function testedPath(step: Step, hosts: ReadonlySet<string>): string | null {
  const [name, ...words] = step.words;
  if (name === undefined || !/^(?:\[|\[\[|test)$/.test(renderValue(name.value))) return null;
  const asks = words.some(({ value }) => /^-(?:[efdsxr]|nt|ot)$/.test(renderValue(value)));
  if (!asks) return null;
  const paths = words.map(({ value }) => resolveHostPath(value, step.before.cwd).path);
  return paths.find((path) => hosts.has(path)) ?? null;
}
