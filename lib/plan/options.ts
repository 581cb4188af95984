import { equalValues, renderValue } from '../world/value.js';
import type { CommandOption } from '../world/world.js';
import type { BuildRun } from '../infer/infer.js';
import { predefinedArguments } from './arguments.js';
import type { Explain } from './explain.js';
import type { Findings } from './model.js';

/** Options that name or steer one build and mean nothing to the other (3.1.5). */
const ownToEach = new Set([
  '--tag',
  '--file',
  '--build-arg',
  '--rm',
  '--force-rm',
  '--compress',
  '--quiet',
  '--iidfile',
  '--progress',
  '--metadata-file',
  '--provenance',
  '--sbom',
  '--label',
  '--squash',
  '--target',
  '--load',
  '--disable-content-trust',
  '--cache-to',
  '--annotation',
  '--output',
]);

/** Options of which the one build needs all that either had. */
const united = new Set(['--secret', '--ssh', '--add-host', '--allow', '--cache-from']);

export interface OptionMerge {
  /** Options of the builder's line that go to the one build, as they are written. */
  readonly added: readonly CommandOption[];
}

/** Merges the command lines of a builder build and the runtime build, or says why that cannot be done (3.1.5). */
export function mergeOptions(builder: BuildRun, runtime: BuildRun, explain: Explain, findings: Findings): OptionMerge {
  const a = builder.reading.build;
  const b = runtime.reading.build;
  const span = builder.step.command.span;
  const added: CommandOption[] = [];
  const has = (options: readonly CommandOption[], name: string): boolean =>
    options.some((option) => option.name === name);
  const same = (option: CommandOption): boolean =>
    b.options.some((other) => other.name === option.name && sameValue(other, option));
  for (const option of a.options) {
    if (ownToEach.has(option.name)) continue;
    if (option.name === '--no-cache') {
      if (!has(b.options, '--no-cache')) findings.notes.push(explain('no-cache-dropped', span, {}));
    } else if (option.name === '--pull' || united.has(option.name)) {
      if (!same(option)) added.push(option);
      if (option.name === '--pull' && !same(option)) findings.notes.push(explain('pull-wider', span, {}));
    } else if (!same(option)) findings.refusals.push(explain('options-differ', span, { option: option.name }));
  }
  if (has(b.options, '--no-cache') && !has(a.options, '--no-cache'))
    findings.notes.push(explain('no-cache-wider', runtime.step.command.span, {}));
  if (has(b.options, '--pull') && !has(a.options, '--pull'))
    findings.notes.push(explain('pull-wider', runtime.step.command.span, {}));
  for (const option of b.options) {
    const known =
      ownToEach.has(option.name) || united.has(option.name) || option.name === '--pull' || option.name === '--no-cache';
    if (!known && !a.options.some((other) => other.name === option.name && sameValue(other, option)))
      findings.refusals.push(explain('options-differ', runtime.step.command.span, { option: option.name }));
  }
  checkEngines(builder, runtime, explain, findings);
  return { added };
}

function sameValue(a: CommandOption, b: CommandOption): boolean {
  return a.value === null || b.value === null ? a.value === b.value : equalValues(a.value, b.value);
}

function checkEngines(builder: BuildRun, runtime: BuildRun, explain: Explain, findings: Findings): void {
  const a = builder.reading.build;
  const b = runtime.reading.build;
  const environment = (of: typeof a): string =>
    [...of.environment]
      .filter(([name]) => !predefinedArguments.has(name))
      .map(([name, value]) => `${name}=${renderValue(value)}`)
      .sort()
      .join(' ');
  if (a.tool !== b.tool || environment(a) !== environment(b)) {
    findings.refusals.push(
      explain('engines-differ', runtime.step.command.span, {
        builder: `${environment(a)} ${a.tool}`.trim(),
        runtime: `${environment(b)} ${b.tool}`.trim(),
      }),
    );
  }
  const words = (of: typeof a): string[] => of.unknownOptions.map((argument) => renderValue(argument.value));
  const there = words(b);
  const extra = words(a).filter((word) => !there.includes(word));
  if (extra.length > 0)
    findings.refusals.push(explain('options-differ', builder.step.command.span, { option: extra.join(' ') }));
  const own = words(a);
  const further = there.filter((word) => !own.includes(word));
  if (further.length > 0)
    findings.assumptions.push(explain('unknown-options', runtime.step.command.span, { option: further.join(' ') }));
}
