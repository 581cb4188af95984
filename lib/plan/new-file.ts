import { repositoryPath } from '../world/host-path.js';
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
  const script = runs[0] === undefined ? '' : scriptName(runs[0]);
  const suffix =
    [different, script, 'multi-stage'].find((candidate) => /^[\w-][\w.-]*$/.test(candidate)) ?? 'multi-stage';
  return free(`${path}.${suffix}`, taken);
}

/**
 * Where the merged text of a runtime goes: into its own file; a text that the script writes goes where the script
 * wrote it, else beside the context as `Dockerfile`, or with the script's name behind it (I-16).
 */
export function newFilePath(runs: readonly BuildRun[], path: string, taken: ReadonlySet<string>): string {
  const [run] = runs;
  const generated = run?.reading.generated ?? null;
  if (run === undefined || generated === null) return path;
  if (generated.target !== null) return generated.target;
  const { context } = run.reading.build;
  const folder = context.kind === 'directory' ? (repositoryPath(context.path) ?? '') : '';
  const name = folder === '' ? 'Dockerfile' : `${folder}/Dockerfile`;
  return taken.has(name) ? free(`${name}.${scriptName(run)}`, taken) : name;
}

function scriptName({ trace }: BuildRun): string {
  return trace.entry.file.replace(/^.*\//, '').replace(/\.\w+$/, '');
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
