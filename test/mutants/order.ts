/** Words of a unit: an instruction of a Dockerfile, or a command of a script. */
function wordsOf(unit: string): readonly string[] {
  return unit.split(/[\s\\]+/).filter((word) => word !== '');
}

function keywordOf(unit: string): string {
  return (wordsOf(unit)[0] ?? '').toUpperCase();
}

/** Settings of the image that no step of the build reads. */
const settings: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'EXPOSE', 'LABEL', 'MAINTAINER']);

/** Names that a unit sets for the units after it. */
function namesSetBy(unit: string): readonly string[] {
  const [, name] = /^(?:ARG |ENV |readonly )?(\w+)=/i.exec(unit) ?? /^ARG (\w+)$/i.exec(unit) ?? [];
  return name === undefined ? [] : [name];
}

function mentions(unit: string, names: readonly string[]): boolean {
  return names.some((name) => new RegExp(`\\b${name}\\b`).test(unit));
}

const target = (copy: string): string => (wordsOf(copy).at(-1) ?? '').replace(/["\]]/g, '');
const isCopy = (unit: string): boolean => /^(?:COPY|ADD)$/.test(keywordOf(unit));
const isVariable = (unit: string): boolean => /^(?:ARG|ENV)$/.test(keywordOf(unit));
const isQuietAssignment = (unit: string): boolean =>
  /^(?:readonly )?\w+=/.test(unit) && !unit.includes('$(') && !unit.includes('`');
const isPlace = (unit: string): boolean => keywordOf(unit) === 'WORKDIR' || /^cd /.test(unit);

type Rule = (one: string, other: string, whole: string) => boolean;

/** Pairs of which either may come first. Each rule is asked both ways. */
const rules: readonly Rule[] = [
  (one, other) =>
    settings.has(keywordOf(one)) &&
    keywordOf(other) !== keywordOf(one) &&
    keywordOf(other) !== 'FROM' &&
    !mentions(one, namesSetBy(other)),
  // COPY never looks at USER.
  (one, other) => keywordOf(one) === 'USER' && isCopy(other),
  (one, other) => keywordOf(one) === 'WORKDIR' && isCopy(other) && target(other).startsWith('/'),
  // Different destinations, and no destination inside the other: or the whole context, which holds no artifact.
  (one, other) => isCopy(one) && isCopy(other) && (target(one) !== target(other) || target(one).endsWith('/')),
  (one, other) => isVariable(one) && (isCopy(other) || isPlace(other)) && !mentions(other, namesSetBy(one)),
  (one, other) =>
    isQuietAssignment(one) &&
    isQuietAssignment(other) &&
    !mentions(other, namesSetBy(one)) &&
    !mentions(one, namesSetBy(other)),
  // An assignment of a text cannot fail and runs nothing; what stands in a function runs when it is called.
  (one, other) =>
    isQuietAssignment(one) && /^(?:set |cd |echo |"\$@")/.test(other) && !mentions(other, namesSetBy(one)),
  // Printing inside a function that is called first of all.
  (one, other, whole) => /^set /.test(one) && whole.includes('() {') && /^(?:echo|run|"\$@")/.test(other),
  (one, other, whole) => isContinuation(one, whole) && keywordOf(other) !== 'FROM',
  // ARG of a stage that continues one with the same ARG: the value is the same on either side.
  (one, other, whole) =>
    isVariable(one) &&
    whole.split(`\n${one}\n`).length > 2 &&
    keywordOf(other) === 'RUN' &&
    whole.indexOf(one) < whole.indexOf(other) &&
    continuesOne(other, whole),
  // A stage inherits the settings of the one that it continues, which itself is not kept.
  (one, other, whole) => settings.has(keywordOf(one)) && isStageOf(/^FROM (\S+)/i.exec(other)?.[1], whole),
];

/** Whether the stage that a unit stands in continues another that nothing else takes. */
function continuesOne(unit: string, whole: string): boolean {
  const from = [...whole.slice(0, Math.max(0, whole.indexOf(unit))).matchAll(/^FROM .*$/gim)].at(-1)?.[0];
  return from !== undefined && isContinuation(from, whole);
}

function isStageOf(name: string | undefined, whole: string): boolean {
  return name !== undefined && new RegExp(`^FROM \\S+ AS ${name}$`, 'im').test(whole);
}

/** `FROM stage AS name` of a stage that nothing else takes: what stands around it belongs to one image either way. */
function isContinuation(unit: string, whole: string): boolean {
  const [, base] = /^FROM (\S+) AS \S+$/i.exec(unit) ?? /^FROM (\S+)$/i.exec(unit) ?? [];
  if (base === undefined || !isStageOf(base, whole)) return false;
  return !new RegExp(`--from=${base}\\b`).test(whole) && whole.split(`FROM ${base}`).length === 2;
}

/** Where each unit of the first list stands in the second; of equal units the first stays the first. Null where one is missing. */
function placesOf(before: readonly string[], after: readonly string[]): readonly number[] | null {
  const free = new Map<string, number[]>();
  for (const [at, unit] of after.entries()) free.set(unit, [...(free.get(unit) ?? []), at]);
  const places = before.map((unit) => free.get(unit)?.shift() ?? -1);
  return before.length !== after.length || places.includes(-1) ? null : places;
}

/** Whether the second list is the first in another order, and every pair that changed places may. */
export function commutes(before: readonly string[], after: readonly string[], whole: string): boolean {
  const places = placesOf(before, after);
  if (places === null) return false;
  return before.every((one, at) =>
    before.slice(at + 1).every((other, gap) => {
      const isInOrder = (places[at] ?? 0) < (places[at + 1 + gap] ?? 0);
      return isInOrder || rules.some((rule) => rule(one, other, whole) || rule(other, one, whole));
    }),
  );
}
