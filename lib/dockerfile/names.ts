import type { Span } from '../source/source-file.js';
import { isStageIndex, resolveStageReference, stagesOf, type Stage } from './stages.js';
import type { Dockerfile, Flag, Instruction } from './types.js';

/** A name that `AS` takes, in the lower case that we write everywhere (ST-1). */
export function isValidStageName(name: string): boolean {
  return /^[a-z][a-z0-9-_.]*$/.test(name);
}

export interface ImageReference {
  /** As written, variables unexpanded. */
  readonly text: string;
  readonly span: Span;
  readonly where: 'FROM' | 'COPY' | 'mount';
}

/** Every image that FROM, `--from` or a mount's `from=` names and that is no stage of the file (ST-2, ST-6, M2). */
export function imageReferencesOf(dockerfile: Dockerfile): ImageReference[] {
  const { stages } = stagesOf(dockerfile);
  return stages.flatMap((stage) => [
    ...baseReference(stages, stage),
    ...stage.instructions.flatMap((instruction) =>
      referencesIn(instruction).filter(({ text }) => isImage(stages, stage, text)),
    ),
  ]);
}

function baseReference(stages: readonly Stage[], { index, from }: Stage): ImageReference[] {
  const { text, span } = from.image;
  if (text === '' || text === 'scratch' || resolveStageReference(stages, index, text, 'FROM') !== null) return [];
  return [{ text, span, where: 'FROM' }];
}

function isImage(stages: readonly Stage[], { index }: Stage, text: string): boolean {
  return !isStageIndex(text) && resolveStageReference(stages, index, text) === null;
}

function referencesIn(instruction: Instruction): ImageReference[] {
  switch (instruction.keyword) {
    case 'COPY':
      return instruction.flags.flatMap(({ name, value, valueSpan }) =>
        name === 'from' && value !== null && valueSpan !== null
          ? [{ text: value, span: valueSpan, where: 'COPY' as const }]
          : [],
      );
    case 'RUN':
      return instruction.flags.flatMap(mountReference);
    case 'ONBUILD':
      return instruction.inner === null ? [] : referencesIn(instruction.inner);
    default:
      return [];
  }
}

function mountReference({ name, value, valueSpan }: Flag): ImageReference[] {
  if (name !== 'mount' || value === null || valueSpan === null) return [];
  return mountFields(value).flatMap(([key, text]) =>
    key === 'from' && text !== '' ? [{ text, span: valueSpan, where: 'mount' as const }] : [],
  );
}

/** The `key=value` fields of a decoded `--mount`, keys in lower case. */
export function mountFields(value: string): [key: string, value: string][] {
  return value.split(',').map((field) => {
    const equals = field.indexOf('=');
    return equals === -1 ? [field.toLowerCase(), ''] : [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
  });
}

/**
 * The names that a stage must not have, since it would shadow the image (ST-2): the reference without digest and tag,
 * also without registry, also without `library/`.
 */
export function shadowingNames(reference: string): string[] {
  const untagged = reference.replace(/@.*$/s, '').replace(/:[^/]*$/, '');
  const [first = '', ...others] = untagged.split('/');
  const isRegistry = others.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = isRegistry ? others.join('/') : untagged;
  const names = [untagged, path, path.replace(/^library\//, '')].map((name) => name.toLowerCase());
  return [...new Set(names)];
}

/** Every name that a new stage of this file must avoid: its stages, its images, and the reserved ones (M2, ST-2, ST-5). */
export function takenStageNames(dockerfile: Dockerfile): Set<string> {
  const stages = stagesOf(dockerfile).stages.flatMap(({ name }) => name ?? []);
  const images = imageReferencesOf(dockerfile).flatMap(({ text }) => shadowingNames(text));
  return new Set(['scratch', 'context', ...stages, ...images]);
}

/** The first candidate that is valid and free; else the first valid one with a number (`builder-2`) (M2). */
export function freeStageName(candidates: readonly string[], taken: ReadonlySet<string>): string {
  const valid = candidates.filter(isValidStageName);
  const free = valid.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  const stem = valid[0] ?? 'stage';
  if (!taken.has(stem)) return stem;
  let number = 2;
  while (taken.has(`${stem}-${String(number)}`)) number++;
  return `${stem}-${String(number)}`;
}
