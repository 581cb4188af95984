import { referenceKey } from '../world/reference.js';
import type { Step } from '../world/step.js';
import type { Images } from './images.js';

/** Verbs that list what is there: an image that is not there is no failure. */
const asksOnly = /^(?:images|ps|info|version|image ls)\b/;

/** References of images that a step takes from elsewhere. */
export function externalsOf({ effect, words }: Step, images: Images): readonly string[] {
  switch (effect.kind) {
    case 'build':
      return [...images.result(effect.build).externals];
    case 'container':
    case 'tag':
      return effect.image.kind === 'external' ? [referenceKey(effect.image.reference)] : [];
    case 'engine':
      return asksOnly.test(effect.verb) ? [] : words.map(({ value }) => referenceKey(value));
    case 'image-use':
    case 'remove-image':
      return words.map(({ value }) => referenceKey(value));
    default:
      return [];
  }
}
