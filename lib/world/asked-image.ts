import { referenceKey } from './reference.js';
import type { Step } from './step.js';
import { knownText, renderValue } from './value.js';

/** Verbs that fetch an image, or ask whether the engine has it. */
const asking = new Set(['pull', 'inspect', 'images', 'image', 'ls', 'list', 'manifest', 'history']);

/** The reference that a step fetches or asks for, while nothing built it yet; null where it does nothing of the kind. */
export function imageAsked({ words, effect, before }: Step): string | null {
  const isAsking = effect.kind === 'engine' || (effect.kind === 'image-use' && effect.images.length === 0);
  const [, verb, ...rest] = words.map(({ value }) => value);
  if (!isAsking || verb === undefined || !asking.has(knownText(verb) ?? '')) return null;
  const names = rest.filter((value) => !renderValue(value).startsWith('-') && !asking.has(renderValue(value)));
  const last = names.at(-1);
  const key = last === undefined ? null : referenceKey(last);
  return key === null || before.images.get(key)?.kind === 'built' ? null : key;
}
