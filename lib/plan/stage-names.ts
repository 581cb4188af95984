import { freeStageName, isValidStageName, takenStageNames } from '../dockerfile/names.js';
import type { Stage } from '../dockerfile/stages.js';
import { splitReference } from '../world/reference.js';
import { renderValue } from '../world/value.js';
import type { BuildRun } from '../infer/infer.js';
import type { BuildReading } from '../infer/read-build.js';

/** Names for the final stages of the builders, free in all files that are merged (M2, ST-2, STG-1). */
export function nameStages(
  builders: readonly BuildRun[],
  runtime: BuildRun,
  appended: ReadonlyMap<BuildRun, BuildRun> = new Map(),
): ReadonlyMap<BuildRun, string> {
  const taken = new Set([...builders, runtime].flatMap((run) => takenBy(run)));
  const names = new Map<BuildRun, string>();
  const own = builders.filter((run) => !appended.has(run));
  for (const run of builders) {
    const base = appended.get(run);
    const shared = base === undefined ? undefined : names.get(base);
    if (shared !== undefined) {
      names.set(run, shared);
      continue;
    }
    const written = run.reading.target.name;
    const used = [...names.values()];
    const isFree =
      written !== null &&
      !used.includes(written) &&
      [...builders, runtime].every(
        (other) => other === run || other.reading.path === run.reading.path || !takenBy(other, run).includes(written),
      );
    const name = isFree ? written : freeStageName(candidates(run, own, runtime), taken);
    taken.add(name);
    names.set(run, name);
  }
  return names;
}

/** `FROM app:build AS build` and nothing else: another name for the builder's own stage, and gone when both are one. */
function isAliasOf(builder: BuildRun, stage: Stage, reading: BuildReading): boolean {
  return (
    stage.instructions.length === 0 &&
    reading.images.some(({ instruction, image }) => instruction === stage.from && image === builder.image)
  );
}

/**
 * Names of stages, images and named contexts of one build: a stage of another file must have none of them (STG-1,
 * STG-4, STG-13). Other names for the builder itself do not count.
 */
function takenBy({ reading }: BuildRun, builder: BuildRun | null = null): string[] {
  const aliases = reading.list.stages.flatMap((stage) =>
    builder !== null && stage.name !== null && isAliasOf(builder, stage, reading) ? [stage.name] : [],
  );
  const contexts = reading.build.options.flatMap(({ name, value }) =>
    name === '--build-context' && value !== null ? [renderValue(value).split('=')[0] ?? ''] : [],
  );
  return [...takenStageNames(reading.dockerfile), ...contexts].filter((name) => !aliases.includes(name));
}

/**
 * New names of the builders' inner stages that another file uses, too (M3, STG-4). The runtime keeps its names: others
 * may call them as targets.
 */
export function renameStages(
  builders: readonly BuildRun[],
  runtime: BuildRun,
  names: ReadonlyMap<BuildRun, string>,
): ReadonlyMap<BuildRun, ReadonlyMap<Stage, string>> {
  const all = [...builders, runtime];
  const taken = new Set([...all.flatMap((run) => takenBy(run)), ...names.values()]);
  const renames = new Map<BuildRun, Map<Stage, string>>();
  for (const [index, run] of builders.entries()) {
    const { list, target } = run.reading;
    const others = new Set([
      ...all
        .filter((other, at) => other !== run && (at < index || other === runtime))
        .flatMap((other) => takenBy(other, run)),
      ...[...names].flatMap(([other, name]) => (other === run ? [] : [name])),
    ]);
    const own = new Map<Stage, string>();
    for (const stage of list.stages.slice(0, target.index)) {
      const name = stage.name;
      if (name === null || (!others.has(name) && name !== names.get(run))) continue;
      const renamed = freeStageName([`${names.get(run) ?? 'builder'}-${name}`], taken);
      taken.add(renamed);
      own.set(stage, renamed);
    }
    renames.set(run, own);
  }
  return renames;
}

function candidates(run: BuildRun, builders: readonly BuildRun[], runtime: BuildRun): string[] {
  const fallback = ['builder', 'build'];
  const reference = run.reading.build.tags[0];
  if (reference === undefined) return fallback;
  const { repository, tag } = splitReference(renderValue(reference));
  const base = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase();
  if (builders.length === 1) return plainName(base, tag, runtime) ? [...fallback] : [base, ...fallback];
  const own = tag !== null && distinguishes(tag, run, builders) ? [tag.toLowerCase(), base] : [base];
  return [...own.filter(isValidStageName), ...fallback];
}

/** One builder is `builder`, unless its image has a name of its own. */
function plainName(base: string, tag: string | null, runtime: BuildRun): boolean {
  if (!isValidStageName(base) || /build(?:er)?$/.test(base) || /^build(?:er)?\b|[-_.]build(?:er)?$/.test(tag ?? ''))
    return true;
  const other = runtime.reading.build.tags[0];
  if (other === undefined) return false;
  const { repository } = splitReference(renderValue(other));
  return repository.slice(repository.lastIndexOf('/') + 1).toLowerCase() === base;
}

/** A tag that is a word, and that no other builder has. */
function distinguishes(tag: string, run: BuildRun, builders: readonly BuildRun[]): boolean {
  if (!isValidStageName(tag.toLowerCase()) || tag === 'latest' || tag.includes('$')) return false;
  return builders.every(
    (other) =>
      other === run || other.reading.build.tags.every((value) => splitReference(renderValue(value)).tag !== tag),
  );
}
