import type { Flag, Instruction } from '../dockerfile/types.js';
import type { Step } from '../world/step.js';
import { knownText, renderValue } from '../world/value.js';
import type { Span } from '../source/source-file.js';
import type { BuildReading } from '../infer/read-build.js';
import { syntaxOf } from '../dockerfile/syntax.js';

/** What the emitted text may ask of the Docker engine; `auto` is what the legacy pipeline itself requires. */
export type EngineChoice = 'auto' | 'classic' | 'buildkit';

/** Something written that not every engine takes (5.2). */
export interface Requirement {
  /** The first Docker Engine that takes it. */
  readonly version: string;
  /** BuildKit alone takes it. */
  readonly buildkit: boolean;
  readonly what: string;
  readonly span: Span;
}

/** The engine that a pipeline needs, with the line that needs it. */
export interface EngineFloor {
  readonly version: string;
  readonly buildkit: boolean;
  readonly because: Requirement | null;
}

/** What `COPY --chown` needs, which keeps owners as they were (5.3, P1). */
const lowest = '17.09';

/** The floor below which none of the requirements is met. */
export function floorOf(requirements: readonly Requirement[]): EngineFloor {
  const above = requirements.filter(({ version }) => isLater(version, lowest));
  const [first] = [...above].sort((a, b) =>
    isLater(a.version, b.version) ? -1 : isLater(b.version, a.version) ? 1 : 0,
  );
  return {
    version: first?.version ?? lowest,
    buildkit: requirements.some(({ buildkit }) => buildkit),
    because: first ?? null,
  };
}

/** Whether `COPY --chmod` may be written: asked for, or taken by every engine that takes the legacy files (P3). */
export function takesChmod(choice: EngineChoice, legacy: EngineFloor): boolean {
  return choice === 'buildkit' || (choice === 'auto' && legacy.buildkit && !isLater('20.10', legacy.version));
}

/** Whether an engine version such as `19.03` is later than another. */
export function isLater(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (const index of [0, 1]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** What a legacy build asks of its engine, on its command line and in its Dockerfile. */
export function requirementsOf(reading: BuildReading, step: Step): Requirement[] {
  return [...commandRequirements(reading, step), ...fileRequirements(reading)];
}

const optionVersions: ReadonlyMap<string, string> = new Map([
  ['--secret', '18.09'],
  ['--ssh', '18.09'],
  ['--output', '19.03'],
  ['--allow', '19.03'],
  ['--cache-to', '19.03'],
  ['--load', '19.03'],
  ['--push', '19.03'],
  ['--metadata-file', '20.10'],
  ['--build-context', '23.0'],
  ['--no-cache-filter', '23.0'],
  ['--attest', '23.0'],
  ['--provenance', '23.0'],
  ['--sbom', '23.0'],
]);

function commandRequirements({ build }: BuildReading, { command, words }: Step): Requirement[] {
  const needs = (version: string, what: string): Requirement => ({ version, buildkit: true, what, span: command.span });
  const found = build.options.flatMap(({ name }) => {
    const version = optionVersions.get(name);
    return version === undefined ? [] : [needs(version, name)];
  });
  const variable = build.environment.get('DOCKER_BUILDKIT');
  if (variable !== undefined && knownText(variable) !== '0' && knownText(variable) !== '')
    found.push(needs('18.09', 'DOCKER_BUILDKIT'));
  if (words.some(({ value }) => renderValue(value) === 'buildx')) found.push(needs('19.03', 'buildx'));
  return found;
}

/** A `# syntax=` line fetches the frontend: the engine need not know what the file says. */
function fileRequirements(reading: BuildReading): Requirement[] {
  const { dockerfile, list, target } = reading;
  const syntax = syntaxOf(dockerfile);
  if (syntax !== null)
    return [{ version: '18.09', buildkit: true, what: `# syntax=${syntax.value}`, span: syntax.span }];
  return list.stages
    .slice(0, target.index + 1)
    .flatMap((stage) => [stage.from, ...stage.instructions].flatMap(instructionRequirements));
}

const flagVersions: ReadonlyMap<string, string> = new Map([
  ['mount', '20.10'],
  ['chmod', '20.10'],
  ['network', '23.0'],
  ['security', '20.10'],
  ['link', '23.0'],
  ['keep-git-dir', '25.0'],
  ['checksum', '25.0'],
  ['start-interval', '25.0'],
  ['exclude', '28.5'],
  ['parents', '29.1'],
]);

/** Flags that recent engines take without BuildKit, too. */
const anyBuilder: ReadonlySet<string> = new Set(['start-interval']);

function instructionRequirements(instruction: Instruction): Requirement[] {
  const { span } = instruction;
  const needs = (version: string, what: string, buildkit = true): Requirement => ({ version, buildkit, what, span });
  const flags = instruction.flags.flatMap((flag) => {
    const version = instruction.keyword === 'FROM' ? platformVersion(flag) : flagVersions.get(flag.name);
    return version === undefined ? [] : [needs(version, `--${flag.name}`, !anyBuilder.has(flag.name))];
  });
  if ('heredocs' in instruction && instruction.heredocs.length > 0) flags.push(needs('23.0', 'a here-document'));
  if (instruction.keyword === 'ARG' && instruction.declarations.length > 1)
    flags.push(needs('20.10', 'several names in one ARG', false));
  return flags;
}

/** `FROM --platform`: the arguments of the platform are BuildKit's own. */
function platformVersion(flag: Flag): string | undefined {
  return flag.name === 'platform' && (flag.value ?? '').includes('$') ? '18.09' : undefined;
}
