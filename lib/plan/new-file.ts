import type { BuildRun, Inference } from '../infer/infer.js';
import { closureOf } from './closure.js';

/**
 * The name of a new merged file where one runtime Dockerfile becomes several: its own name with the part in which
 * the builders' file names differ (`Dockerfile.build.arm` gives `Dockerfile.arm`), else with the script's name.
 */
export function variantPath(
  runs: readonly BuildRun[],
  kinds: readonly (readonly BuildRun[])[],
  path: string,
  inference: Inference,
  taken: ReadonlySet<string>,
): string {
  const own = builderName(runs, inference);
  const all = kinds.map((other) => builderName(other, inference));
  const different = new Set(all).size === all.length ? differingPart(own, all) : '';
  const script = (runs[0]?.trace.entry.file ?? '').replace(/^.*\//, '').replace(/\.\w+$/, '');
  const suffix =
    [different, script, 'multi-stage'].find((candidate) => /^[\w-][\w.-]*$/.test(candidate)) ?? 'multi-stage';
  return free(`${path}.${suffix}`, taken);
}

function builderName(runs: readonly BuildRun[], inference: Inference): string {
  const [run] = runs;
  const last = run === undefined ? undefined : closureOf(run, inference).builders.at(-1);
  return (last?.reading.path ?? '').replace(/^.*\//, '');
}

/** What is left of a name without the beginning and the end that all have, in whole words. */
function differingPart(own: string, all: readonly string[]): string {
  const split = (name: string): string[] => name.split(/[._-]/);
  const words = split(own);
  const others = all.map(split);
  const shared = words.filter((word) => others.every((other) => other.includes(word)));
  return words.filter((word) => !shared.includes(word)).join('.');
}

function free(path: string, taken: ReadonlySet<string>): string {
  if (!taken.has(path)) return path;
  let number = 2;
  while (taken.has(`${path}-${String(number)}`)) number += 1;
  return `${path}-${String(number)}`;
}
