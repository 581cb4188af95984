import type { Command } from '../script/program.js';
import type { BuildRun, Inference } from '../infer/infer.js';
import { closureOf } from './closure.js';

/** What is planned together, by the builds that it is about. */
export interface Sharing {
  readonly group: string;
  readonly runs: readonly BuildRun[];
}

/**
 * Groups that a statement ties together: one `docker build` in a loop, or with a variable in its words, builds another
 * image each time. It converts for all of them or for none.
 *
 * @returns for each group the name of all that are tied to it: the first in order
 */
export function tiedGroups(all: readonly Sharing[], inference: Inference): ReadonlyMap<string, string> {
  const users = new Map<Command, Map<string, Set<string>>>();
  const use = (command: Command, group: string, path: string): void => {
    const groups = users.get(command) ?? new Map<string, Set<string>>();
    users.set(command, groups);
    groups.set(group, (groups.get(group) ?? new Set()).add(path));
  };
  for (const { group, runs } of all) {
    for (const run of runs) {
      use(run.step.command, group, run.reading.path);
      for (const builder of closureOf(run, inference).builders) use(builder.step.command, group, builder.reading.path);
    }
  }
  const names = new Map(all.map(({ group }) => [group, group]));
  for (const groups of users.values()) {
    const paths = new Set([...groups.values()].flatMap((own) => [...own]));
    if (groups.size > 1 && paths.size > 1) join(names, [...groups.keys()]);
  }
  return names;
}

function join(names: Map<string, string>, groups: readonly string[]): void {
  const joined = new Set(groups.map((group) => names.get(group) ?? group));
  const [first = ''] = [...joined].sort();
  for (const [group, name] of names) if (joined.has(name)) names.set(group, first);
}
