import type { BuildReading } from '../infer/read-build.js';
import { buildArguments } from '../dockerfile/stage-scope.js';
import { equalValues, splitAtFirst, renderValue, type Value } from '../world/value.js';
import type { CommandOption } from '../world/world.js';

/** Arguments that every RUN sees without a declaration (AR-7). */
export const predefinedArguments = new Set(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
);

export interface ArgumentMerge {
  /** New names in the builder's text. */
  readonly renames: ReadonlyMap<string, string>;
  /** Options of the builder's command line that the one build needs, with the new names. */
  readonly added: readonly { readonly option: CommandOption; readonly name: string; readonly renamed: string }[];
  /** Proxies that now reach the runtime's RUNs as well (ARG-7). */
  readonly proxies: readonly string[];
}

/** Every argument that a file declares, before the first FROM and in its stages. */
function declared(reading: BuildReading): {
  readonly globals: ReadonlySet<string>;
  readonly stages: ReadonlySet<string>;
  readonly bare: ReadonlySet<string>;
} {
  const globals = new Set(reading.list.globals.flatMap(({ declarations }) => declarations.map(({ name }) => name)));
  const inStages = reading.list.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => (instruction.keyword === 'ARG' ? instruction.declarations : [])),
  );
  return {
    globals,
    stages: new Set(inStages.map(({ name }) => name)),
    bare: new Set(inStages.filter(({ defaultText }) => defaultText === null).map(({ name }) => name)),
  };
}

/** The arguments of one builder, merged into a build that has others (ARG-1 … ARG-5, ARG-7). */
export function mergeArguments(
  builder: BuildReading,
  others: readonly BuildReading[],
  runtime: BuildReading,
): ArgumentMerge {
  const own = declared(builder);
  const given = buildArguments(builder.build);
  const there = buildArguments(runtime.build);
  const everyName = new Set([...own.globals, ...own.stages]);
  const elsewhere = others.map((reading) => ({ names: declared(reading), given: buildArguments(reading.build) }));
  const renames = new Map<string, string>();
  for (const name of everyName) {
    if (conflicts(name, own, given, there, elsewhere)) renames.set(name, freeName(`BUILDER_${name}`, everyName));
  }
  const added = neededOptions(builder.build.options, own, there, renames);
  const proxies = added.filter(({ name }) => predefinedArguments.has(name)).map(({ name }) => name);
  return { renames, added, proxies };
}

type Declared = ReturnType<typeof declared>;

function conflicts(
  name: string,
  own: Declared,
  given: ReadonlyMap<string, Value>,
  there: ReadonlyMap<string, Value>,
  elsewhere: readonly { readonly names: Declared; readonly given: ReadonlyMap<string, Value> }[],
): boolean {
  const mine = given.get(name);
  const theirs = there.get(name);
  if (mine !== undefined && theirs !== undefined && !equalValues(mine, theirs)) return true;
  if (mine === undefined && theirs !== undefined) return true;
  return elsewhere.some(({ names, given: other }) => {
    const value = other.get(name);
    const same = mine === undefined ? value === undefined : value !== undefined && equalValues(mine, value);
    const uses = names.stages.has(name) || names.globals.has(name);
    if (uses && !same) return true;
    if (!uses || mine !== undefined) return false;
    return names.globals.has(name) && own.globals.has(name)
      ? true
      : (own.globals.has(name) && names.bare.has(name)) || (names.globals.has(name) && own.bare.has(name));
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`${name}_2`, taken) : name;
}

/** ARG-3: what the builder does not declare is not passed on, except the proxies. */
function neededOptions(
  options: readonly CommandOption[],
  own: Declared,
  there: ReadonlyMap<string, Value>,
  renames: ReadonlyMap<string, string>,
): ArgumentMerge['added'] {
  return options.flatMap((option) => {
    if (option.name !== '--build-arg' || option.value === null) return [];
    const name = renderValue(splitAtFirst(option.value, '=')?.head ?? option.value);
    const renamed = renames.get(name);
    if (renamed !== undefined) return [{ option, name, renamed }];
    const used = own.globals.has(name) || own.stages.has(name) || predefinedArguments.has(name);
    return used && !there.has(name) ? [{ option, name, renamed: name }] : [];
  });
}
