import { renderValue } from '../world/value.js';
import type { Build } from '../world/world.js';
import { isBuilderArgument } from './arguments.js';
import type { Excuse } from './excused.js';
import { differs, excusedBy, same, type Verdict } from './outcome.js';

/** How an option of the builder's command line comes into the one build (3.1.5). */
type Rule =
  /** As in the legacy build of the image; the builder's own does not count. */
  | { readonly kind: 'image' }
  /** All builds that were folded must agree. */
  | { readonly kind: 'agree' }
  /** What any of them had. */
  | { readonly kind: 'union' }
  /** What all had must stay, what none had must not come. */
  | { readonly kind: 'common'; readonly excuse: Excuse }
  /** At least what the image's build had, at most what any had. */
  | { readonly kind: 'between'; readonly excuse: Excuse }
  | { readonly kind: 'excused'; readonly excuse: Excuse }
  /** In the image already: its difference would show there. */
  | { readonly kind: 'compared' };

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...['--tag', '--file', '--target', '--platform', '--label', '--build-arg'].map((name): [string, Rule] => [
    name,
    { kind: 'compared' },
  ]),
  ...['--secret', '--ssh', '--add-host', '--allow', '--build-context', '--pull', '--cache-from'].map(
    (name): [string, Rule] => [name, { kind: 'union' }],
  ),
  ...[
    '--network',
    '--host',
    '--context',
    '--config',
    '--builder',
    '--isolation',
    '--userns',
    '--runtime',
    '--connection',
    '--url',
    '--dns',
    '--env',
    '--arch',
    '--os',
  ].map((name): [string, Rule] => [name, { kind: 'agree' }]),
  ['--no-cache', { kind: 'common', excuse: 'freshness-options' }],
  ...['--progress', '--rm', '--force-rm', '--compress', '--disable-content-trust', '--debug', '--log-level'].map(
    (name): [string, Rule] => [name, { kind: 'excused', excuse: 'log-options' }],
  ),
  ...[
    '--memory',
    '--memory-swap',
    '--cpu-period',
    '--cpu-quota',
    '--cpu-shares',
    '--cpuset-cpus',
    '--cpuset-mems',
    '--shm-size',
    '--ulimit',
    '--security-opt',
    '--cgroup-parent',
    '--cap-add',
    '--cap-drop',
  ].map((name): [string, Rule] => [name, { kind: 'between', excuse: 'resource-options' }]),
]);

const imageRule: Rule = { kind: 'image' };

/**
 * Compares the command lines of a legacy build, of the builders that were folded into it, and of the rewritten build.
 * Values that the images show are compared there.
 *
 * @param kept builders that stay as images and whose stages this build may carry out as well (3.6)
 */
export function compareOptions(
  legacy: Build,
  folded: readonly Build[],
  rewritten: Build,
  kept: readonly Build[] = [],
): Verdict {
  if ([legacy, ...folded].some(({ tool }) => tool !== rewritten.tool))
    return differs(`${rewritten.tool} builds in place of ${legacy.tool}`);
  const names = new Set([legacy, ...folded, rewritten].flatMap(({ options }) => options.map(({ name }) => name)));
  const excuses: Excuse[] = [];
  for (const name of names) {
    const verdict = compareOption(name, legacy, folded, rewritten, kept);
    if (!verdict.equal) return verdict;
    excuses.push(...verdict.excuses);
  }
  const steering = compareSets(
    '--build-arg',
    steeringArguments(legacy),
    steeringArguments(legacy),
    steeringArguments(rewritten),
  );
  if (!steering.equal) return steering;
  const environment = compareEnvironment(legacy, folded, rewritten);
  if (!environment.equal) return environment;
  const [open, newOpen] = [openWords(legacy), openWords(rewritten)];
  return open === newOpen
    ? excusedBy(...excuses)
    : differs(`the options ${open === '' ? newOpen : open} are ${open === '' ? 'new' : 'gone'}`);
}

function compareOption(
  name: string,
  legacy: Build,
  folded: readonly Build[],
  rewritten: Build,
  kept: readonly Build[],
): Verdict {
  const rule = rules.get(name) ?? imageRule;
  const [own, now] = [valuesOf(legacy, name), valuesOf(rewritten, name)];
  const union = new Set([...own, ...folded.flatMap((build) => [...valuesOf(build, name)])]);
  switch (rule.kind) {
    case 'compared':
      return same;
    case 'image':
      return compareSets(name, own, own, now);
    case 'agree': {
      const other = folded.find((build) => !equalSets(valuesOf(build, name), own));
      return other === undefined ? compareSets(name, own, own, now) : differs(`the folded builds have another ${name}`);
    }
    case 'union':
      return compareSets(name, union, new Set([...union, ...kept.flatMap((build) => [...valuesOf(build, name)])]), now);
    case 'common': {
      const common = folded.every((build) => equalSets(valuesOf(build, name), own)) ? own : new Set<string>();
      const verdict = compareSets(name, common, union, now);
      return verdict.equal && !equalSets(own, now) ? excusedBy(rule.excuse) : verdict;
    }
    case 'between': {
      const verdict = compareSets(name, own, union, now);
      return verdict.equal && !equalSets(own, now) ? excusedBy(rule.excuse) : verdict;
    }
    case 'excused':
      return equalSets(own, now) ? same : excusedBy(rule.excuse);
  }
}

function compareSets(
  name: string,
  least: ReadonlySet<string>,
  most: ReadonlySet<string>,
  now: ReadonlySet<string>,
): Verdict {
  const lost = [...least].find((value) => !now.has(value));
  if (lost !== undefined) return differs(`the option ${name}${lost === '' ? '' : ` ${lost}`} of docker build is gone`);
  const fresh = [...now].find((value) => !most.has(value));
  return fresh === undefined
    ? same
    : differs(`the option ${name}${fresh === '' ? '' : ` ${fresh}`} of docker build is new`);
}

function valuesOf({ options }: Build, name: string): ReadonlySet<string> {
  return new Set(
    options.flatMap((option) => (option.name === name ? [option.value === null ? '' : renderValue(option.value)] : [])),
  );
}

function steeringArguments(build: Build): ReadonlySet<string> {
  return new Set([...valuesOf(build, '--build-arg')].filter((text) => isBuilderArgument(text.split('=')[0] ?? '')));
}

function equalSets(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}

/** DOCKER_BUILDKIT, DOCKER_HOST …: all must agree, or there are two engines (PLAT-3). */
function compareEnvironment(legacy: Build, folded: readonly Build[], rewritten: Build): Verdict {
  const shown = ({ environment }: Build): string =>
    [...environment]
      .map(([name, value]) => `${name}=${renderValue(value)}`)
      .sort()
      .join(' ');
  const other = [...folded, rewritten].find((build) => shown(build) !== shown(legacy));
  return other === undefined
    ? same
    : differs(`docker build runs with ${shown(other) || 'no variables'} in place of ${shown(legacy) || 'none'}`);
}

function openWords({ unknownOptions }: Build): string {
  return unknownOptions.map((option) => renderValue(option.value)).join(' ');
}
