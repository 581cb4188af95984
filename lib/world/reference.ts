import { concatValues, renderValue, textValue, type Value } from './value.js';
import type { Image, World } from './world.js';

/**
 * The key under which an image reference is found: the default registry, `library/` and the `latest` tag are
 * spelled out the same way, so that `app`, `app:latest` and `docker.io/library/app` are one.
 */
export function referenceKey(reference: Value): string {
  const text = renderValue(reference)
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\//, '');
  const last = reference.at(-1);
  const endsInSymbol = last?.kind === 'symbol';
  return endsInSymbol || hasTag(text) ? text : `${text}:latest`;
}

function hasTag(text: string): boolean {
  const name = text.slice(text.lastIndexOf('/') + 1);
  return name.includes(':') || text.includes('@');
}

/** Repository part and tag of a reference; the tag is null where none is written. */
export function splitReference(reference: string): { readonly repository: string; readonly tag: string | null } {
  const digest = reference.indexOf('@');
  const plain = digest === -1 ? reference : reference.slice(0, digest);
  const colon = plain.lastIndexOf(':');
  if (colon <= plain.lastIndexOf('/')) return { repository: plain, tag: null };
  return { repository: plain.slice(0, colon), tag: plain.slice(colon + 1) };
}

/** The image that a reference or an id means now; one that was never built here is taken as external. */
export function imageFor(world: World, reference: Value): { readonly image: Image; readonly world: World } {
  const id = renderValue(reference);
  const key = referenceKey(reference);
  const known = world.images.get(id) ?? world.images.get(key);
  if (known !== undefined) return { image: known, world };
  const image: Image = { kind: 'external', id: `external:${key}`, reference };
  return { image, world: withImage(world, reference, image) };
}

/** Gives an image one more name. */
export function withImage(world: World, reference: Value, image: Image): World {
  return { ...world, images: new Map(world.images).set(referenceKey(reference), image) };
}

/** An id that `docker build -q` or `--iidfile` hands to the script. */
export function idValue(id: string): Value {
  return concatValues([{ kind: 'symbol', key: id, splits: false, fallback: null }], textValue(''));
}
