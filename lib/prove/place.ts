import {
  isPlainLayer,
  modeOf,
  ownerOf,
  settled,
  treeTerm,
  type Copied,
  type CopiedFile,
  type CopiedLayer,
  type CopiedTree,
} from './copied.js';
import type { Session } from './session.js';
import type { Term } from './term.js';

/** How an entry of unknown kind came to a place. */
export type Role =
  /** Under its own name inside of a copied directory: with its own mode, links kept. */
  | 'self'
  /** Named as the source; the destination has no slash and may be a directory or not (CO-D4). */
  | 'landing'
  /** Named as the source, into a directory: as a file under its name, as a directory its contents. */
  | 'drop'
  /** A directory's contents (CO-S3). */
  | 'contents';

type PlaceStep =
  | { readonly kind: 'names'; readonly names: Map<string, Place> }
  | { readonly kind: 'laid'; readonly role: Role; readonly copied: CopiedTree | CopiedFile }
  /** Something that only counts as equal to itself. */
  | { readonly kind: 'mark'; readonly term: Term };

/** One path of an image as instructions left it, over whatever the base holds there. */
export interface Place {
  /** The owner and mode that a directory gets here if there is none. */
  made: Term | null;
  /** The owner and mode that a directory gets here in any case. */
  attributes: Term | null;
  file: CopiedFile | null;
  /** A copied directory that nothing was laid over since: it stands for the steps, which are made when they are needed. */
  whole: readonly CopiedLayer[] | null;
  readonly steps: PlaceStep[];
}

export const newPlace = (): Place => ({ made: null, attributes: null, file: null, whole: null, steps: [] });

/** Adds the places that a directory has for a name, topmost first; true where an unknown tree may hold it too. */
export function collect(place: Place, name: string, into: Place[]): boolean {
  let hidden = false;
  for (let at = place.steps.length - 1; at >= 0; at--) {
    const step = place.steps[at];
    if (step === undefined) continue;
    if (step.kind !== 'names') {
      hidden = true;
      continue;
    }
    const found = step.names.get(name);
    if (found === undefined) continue;
    into.push(found);
    if (found.file !== null) return hidden;
  }
  return hidden;
}

export function isDirectory(place: Place): boolean {
  if (place.made !== null || place.attributes !== null || place.whole !== null) return true;
  return place.steps.some((step) =>
    step.kind === 'names'
      ? step.names.size > 0
      : step.kind === 'laid' && (step.role === 'contents' || step.role === 'drop'),
  );
}

export function becomeFile(place: Place, file: CopiedFile): void {
  const { content, mode, owner } = file;
  place.file = { kind: 'file', name: '', content, mode, owner };
  place.made = place.attributes = place.whole = null;
  place.steps.length = 0;
}

/** Lays layers over a place; on an untouched one they stay as they are. */
export function layOver(place: Place, layers: readonly CopiedLayer[], session: Session): void {
  if (place.file === null && place.whole === null && place.steps.length === 0) {
    place.whole = layers;
    return;
  }
  open(place, session).file = null;
  for (const layer of layers) layLayer(place, layer, session);
}

/** Makes the steps of a place that stands for a copied directory: one level, the rest stays as it is. */
export function open(place: Place, session: Session): Place {
  const { whole } = place;
  if (whole === null) return place;
  place.whole = null;
  for (const layer of whole) layLayer(place, layer, session);
  return place;
}

function layLayer(place: Place, layer: CopiedLayer, session: Session): void {
  if (layer.kind === 'contents') {
    place.steps.push({ kind: 'laid', role: 'contents', copied: layer.tree });
    return;
  }
  const last = place.steps.at(-1);
  const names = last?.kind === 'names' ? last.names : new Map<string, Place>();
  if (last?.kind !== 'names') place.steps.push({ kind: 'names', names });
  for (const [name, copied] of layer.names) {
    const inner = names.get(name) ?? newPlace();
    names.set(name, inner);
    layUnderName(inner, settled(copied, session), session);
  }
}

/** What lies in a copied directory keeps its place, its mode and its links. */
function layUnderName(place: Place, copied: Copied, session: Session): void {
  switch (copied.kind) {
    case 'missing':
      open(place, session).steps.push({ kind: 'mark', term: copied.why });
      return;
    case 'file':
      becomeFile(place, copied);
      return;
    case 'directory':
      place.attributes = session.terms.make('attributes', copied.owner, copied.mode);
      layOver(place, copied.layers, session);
      return;
    case 'tree':
      layTreeUnderName(open(place, session), copied, session);
  }
}

function layTreeUnderName(place: Place, tree: CopiedTree, session: Session): void {
  const isDirectory = session.facts.of(tree.entry).kind === 'directory';
  place.attributes = isDirectory
    ? session.terms.make('attributes', ownerOf(tree, session), modeOf(tree, session))
    : null;
  place.steps.push({ kind: 'laid', role: isDirectory ? 'contents' : 'self', copied: tree });
}

export function clonePlace(place: Place): Place {
  const steps = place.steps.map((step): PlaceStep => {
    if (step.kind !== 'names') return step;
    return { kind: 'names', names: new Map([...step.names].map(([name, inner]) => [name, clonePlace(inner)])) };
  });
  return { ...place, steps };
}

/** Paths of everything below a place over nothing; null where an unknown tree lies in it. */
export function namesBelow(place: Place, path: string): readonly string[] | null {
  if (place.file !== null) return [path];
  const layers = place.whole ?? place.steps;
  const found: string[] = [];
  for (const layer of layers) {
    if (layer.kind === 'mark' || layer.kind === 'contents') return null;
    if (layer.kind === 'laid') {
      if (layer.role !== 'self') return null;
      found.push(path);
      continue;
    }
    for (const [name, inner] of layer.names) {
      const names = 'steps' in inner ? namesBelow(inner, `${path}/${name}`) : namesOf(inner, `${path}/${name}`);
      if (names === null) return null;
      found.push(...names);
    }
  }
  return layers.length === 0 ? [path] : found;
}

function namesOf(copied: Copied, path: string): readonly string[] | null {
  return copied.kind === 'directory' ? namesBelow({ ...newPlace(), whole: copied.layers }, path) : [path];
}

/** A place over nothing as something that can be copied; null where it holds more than can be told. */
export function copiedOf(place: Place, session: Session): Copied | null {
  if (place.file !== null) return place.file;
  const [only, ...more] = place.steps;
  if (
    only?.kind === 'laid' &&
    only.role === 'self' &&
    more.length === 0 &&
    place.made === null &&
    place.attributes === null
  )
    return only.copied;
  const attributes = place.attributes ?? place.made;
  const [owner, mode] = attributes?.args ?? [];
  if (typeof owner !== 'object' || typeof mode !== 'object') return null;
  if (place.whole !== null) return { kind: 'directory', name: '', owner, mode, layers: place.whole };
  const layers: CopiedLayer[] = [];
  for (const step of place.steps) {
    const layer = layerOf(step, session);
    if (layer === null) return null;
    layers.push(layer);
  }
  return { kind: 'directory', name: '', owner, mode, layers };
}

function layerOf(step: PlaceStep, session: Session): CopiedLayer | null {
  if (step.kind === 'mark') return null;
  if (step.kind === 'laid')
    return step.role === 'contents' && step.copied.kind === 'tree' ? { kind: 'contents', tree: step.copied } : null;
  const names = new Map<string, Copied>();
  for (const [name, inner] of step.names) {
    const copied = copiedOf(inner, session);
    if (copied === null) return null;
    names.set(name, copied);
  }
  return { kind: 'names', names };
}

/** The same place without the names that match. */
export function withoutNames(place: Place, pattern: RegExp): Place {
  const steps = place.steps.map((step): PlaceStep => {
    if (step.kind !== 'names') return step;
    return { kind: 'names', names: new Map([...step.names].filter(([name]) => !pattern.test(name))) };
  });
  return { ...place, steps };
}

/** The canonical term of a place: names sorted, empty places left out. */
export function placeTerm(place: Place, session: Session): Term {
  const { terms } = session;
  const none = terms.make('none');
  if (place.file !== null) return fileTerm(place.file, session);
  const steps = place.whole === null ? stepTerms(place.steps, session) : wholeTerms(place.whole, session);
  return terms.make('place', place.made ?? none, place.attributes ?? none, ...steps);
}

function stepTerms(steps: readonly PlaceStep[], session: Session): readonly Term[] {
  return steps.map((step) => stepTerm(step, session)).filter((term) => term !== null);
}

/** The terms of a directory that was copied as it is: found once, however many images hold it. */
function wholeTerms(layers: readonly CopiedLayer[], session: Session): readonly Term[] {
  const known = session.wholes.get(layers);
  if (known !== undefined) return known;
  const place = newPlace();
  place.whole = layers;
  const found = stepTerms(open(place, session).steps, session);
  if (layers.every(isPlainLayer)) session.wholes.set(layers, found);
  return found;
}

export function fileTerm(file: CopiedFile, session: Session): Term {
  return session.terms.make('file', file.content, file.mode, file.owner);
}

function stepTerm(step: PlaceStep, session: Session): Term | null {
  const { terms } = session;
  switch (step.kind) {
    case 'mark':
      return step.term;
    case 'laid': {
      const { copied, role } = step;
      const what = copied.kind === 'file' ? fileTerm(copied, session) : treeTerm(copied, session);
      return terms.make(role, what, role === 'self' || role === 'contents' ? '' : copied.name);
    }
    case 'names': {
      const named = [...step.names]
        .map(([name, inner]): [string, Term] => [name, placeTerm(inner, session)])
        .filter(([, term]) => !isNothing(term, session))
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return named.length === 0
        ? null
        : terms.make('names', ...named.map(([name, term]) => terms.make('name', name, term)));
    }
  }
}

function isNothing(term: Term, session: Session): boolean {
  const none = session.terms.make('none');
  return term === session.terms.make('place', none, none);
}
