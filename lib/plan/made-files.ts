import type { Origin } from '../world/tree.js';
import type { Step } from '../world/step.js';
import { renderValue } from '../world/value.js';
import { consumptions, type BuildRun } from '../infer/infer.js';
import type { SourceUse } from '../infer/read-build.js';
import type { Member } from '../infer/sources.js';

/** Steps that made what a build takes, and that may fail without the script minding: a RUN would stop the build (I-26). */
export function toleratedSteps(run: BuildRun): readonly Step[] {
  const commands = consumptions(run.reading)
    .flatMap(membersOf)
    .flatMap(({ made }) => (made === null ? [] : commandsOf(made)));
  return run.path.steps.filter(
    (step) =>
      step.index < run.step.index &&
      step.onFailure === 'continues' &&
      !run.path.steps.some(({ fedBy }) => fedBy?.includes(step.index) === true) &&
      commands.some((command) => textOf(step).endsWith(command)),
  );
}

function membersOf({ content }: SourceUse): readonly Member[] {
  switch (content.kind) {
    case 'artifact':
      return [content.member];
    case 'members':
      return content.members;
    case 'matches':
      return content.matches.map(({ member }) => member);
    default:
      return [];
  }
}

function commandsOf(origin: Origin): readonly string[] {
  return origin.kind === 'derived' ? [origin.by, ...origin.from.flatMap(commandsOf)] : [];
}

function textOf({ words }: Step): string {
  return words.map(({ value }) => renderValue(value)).join(' ');
}
