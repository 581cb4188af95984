import { isAbsentInBase, isStandardDirectory } from '../dockerfile/known-bases.js';
import type { DestinationState } from '../dockerfile/copy.js';
import { isPlainLayer, modeOf, ownerOf, settled, treeTerm, type Copied, type CopiedFile, type CopiedLayer, type CopiedTree } from './copied.js';
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
interface Place {
  /** The owner and mode that a directory gets here if there is none. */
  made: Term | null;
  /** The owner and mode that a directory gets here in any case. */
  attributes: Term | null;
  file: CopiedFile | null;
  /** A copied directory that nothing was laid over since: it stands for the steps, which are made when they are needed. */
  whole: readonly CopiedLayer[] | null;
  readonly steps: PlaceStep[];
}

/** What looking a path up gives. */
export type Located =
  | { readonly kind: 'file'; readonly file: CopiedFile }
  | { readonly kind: 'copied'; readonly copied: Copied }
  /** Only its name is known. */
  | { readonly kind: 'entry'; readonly entry: Term };

interface Previous {
  readonly tree: ImageTree;
  readonly keepsOwners: boolean;
  readonly removed: readonly string[];
}

const newPlace = (): Place => ({ made: null, attributes: null, file: null, whole: null, steps: [] });

interface Candidates {
  /** Topmost first. */
  readonly places: readonly Place[];
  /** A tree of unknown content may hold the path too. */
  readonly hidden: boolean;
  /** What the base holds there may still be there. */
  readonly base: boolean;
}

/**
 * The files of a stage: a base that is known as a whole, and over it the paths that instructions put there. Puts on
 * different paths commute; the later of two on one path wins.
 */
export class ImageTree {
  #root: Place = newPlace();
  #term: Term | null = null;
  /** Directories that are surely there, also below a RUN. */
  readonly #directories: Set<string>;
  /** Names of edited project files that lie in here (IGN-8). */
  readonly projectFiles: Set<string>;
  /** The tree before the RUN that made the base, for what stays known of its paths (OWN-1). */
  #previous: Previous | null = null;
  /** Some instruction uses names that shim stages take for themselves. */
  usesReserved = false;
  /** Some RUN set marks that do not travel along every route (MODE-4). */
  special = false;

  /**
   * @param reference the image that everything rests on, null where it has no name
   * @param pristine no RUN has changed it yet
   */
  constructor(
    readonly session: Session,
    readonly base: Term,
    readonly reference: string | null,
    readonly pristine: boolean,
    directories: Set<string> = new Set(['/']),
    projectFiles: Set<string> = new Set(),
  ) {
    this.#directories = directories;
    this.projectFiles = projectFiles;
  }

  clone(): ImageTree {
    const copy = new ImageTree(this.session, this.base, this.reference, this.pristine, new Set(this.#directories), new Set(this.projectFiles));
    copy.#root = clonePlace(this.#root);
    copy.#term = this.#term;
    copy.special = this.special;
    copy.usesReserved = this.usesReserved;
    copy.#previous = this.#previous;
    return copy;
  }

  /**
   * The tree after a RUN: everything in one base, with what stays known of it. Nothing is put into this tree any more, so
   * the new one takes its sets over.
   *
   * @param keepsOwners the RUN gives no file another owner
   * @param removed paths that it deletes
   */
  after(base: Term, keepsOwners = false, removed: readonly string[] = []): ImageTree {
    const after = new ImageTree(this.session, base, this.reference, false, this.#directories, this.projectFiles);
    for (const path of removed) after.#forgetDirectory(path);
    after.#previous = { tree: this, keepsOwners, removed };
    after.special = this.special;
    after.usesReserved = this.usesReserved;
    return after;
  }

  noteDirectory(path: string): void {
    this.#directories.add(path);
  }

  #forgetDirectory(path: string): void {
    for (const known of [...this.#directories]) if (isAtOrBelow(known, path)) this.#directories.delete(known);
  }

  putFile(path: string, file: CopiedFile): void {
    const place = this.#place(path);
    this.session.facts.learnNotDirectory(this.base, path);
    this.#directories.delete(path);
    becomeFile(place, file);
  }

  /** Makes a directory and its parents where they are missing (CO-D2). */
  ensureDirectory(path: string, made: Term): void {
    const prefixes = prefixesOf(path);
    for (const prefix of prefixes) {
      const known = this.state(prefix) === 'directory';
      const place = this.#place(prefix);
      this.#directories.add(prefix);
      if (!known) place.made ??= made;
    }
  }

  /** A directory that a copied tree brings along: its owner and mode replace those that are there. */
  setDirectory(path: string, attributes: Term): void {
    const place = this.#place(path);
    place.attributes = attributes;
    this.#directories.add(path);
  }

  /** Lays what a copied directory holds over what is there: every name keeps its mode and its links. */
  layInto(path: string, layers: readonly CopiedLayer[]): void {
    this.session.facts.learnLaid(this.base, path, layers);
    this.#directories.add(path);
    layOver(this.#place(path), layers, this.session);
  }

  /** One thing under its own name, inside of a directory. */
  layNested(path: string, copied: Copied): void {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const parent = path.slice(0, path.lastIndexOf('/'));
    this.layInto(parent === '' ? '/' : parent, [{ kind: 'names', names: new Map([[name, copied]]) }]);
  }

  lay(path: string, role: Role, copied: CopiedTree | CopiedFile): void {
    const place = open(this.#place(path), this.session);
    if (role === 'self') place.attributes = null;
    if (role === 'contents' || role === 'drop') this.#directories.add(path);
    place.steps.push({ kind: 'laid', role, copied });
  }

  mark(path: string, term: Term): void {
    open(this.#place(path), this.session).steps.push({ kind: 'mark', term });
  }

  /** What is at a path, as far as COPY asks (CO-D4). */
  state(path: string): DestinationState {
    if (this.#directories.has(path)) return 'directory';
    const { places, hidden, base } = this.#candidates(path);
    if (places.some(isDirectory)) return 'directory';
    const [top] = places;
    if (hidden) return 'unknown';
    if (top !== undefined && top.file !== null) return 'file';
    if (top !== undefined) return 'unknown';
    return base ? this.#baseState(path) : 'absent';
  }

  #baseState(path: string): DestinationState {
    const { reference } = this;
    if (this.isReserved(path)) return 'absent';
    if (this.base.tag === 'scratch') return path === '/' ? 'directory' : 'absent';
    if (this.session.facts.isNotDirectory(this.base, path)) return 'absent';
    if (reference !== null && this.pristine && isAbsentInBase(path, reference)) return 'absent';
    return isStandardDirectory(path, reference) ? 'directory' : 'unknown';
  }

  /** What COPY --from, docker cp or a mount finds at a path. */
  locate(path: string): Located {
    const { places, hidden, base } = this.#candidates(path);
    const [top] = places;
    if (!hidden && top !== undefined && top.file !== null) return { kind: 'file', file: top.file };
    if (!hidden && top === undefined && base) return { kind: 'entry', entry: this.#baseEntry(path) };
    const absent = base && path !== '/' && this.#baseState(path) === 'absent';
    if (!hidden && places.length === 1 && top !== undefined && (absent || !base)) {
      const copied = copiedOf(top, this.session);
      if (copied !== null) return { kind: 'copied', copied };
    }
    return { kind: 'entry', entry: this.session.terms.make('entry', this.term(), path) };
  }

  /** Names that only shim stages use (3.1.6): no image has them. */
  isReserved(path: string): boolean {
    return /^\/__[a-z]/.test(path) && !this.usesReserved;
  }

  /** Changes what was laid at a path under its own name, or put there as a file; false where that is something else. */
  change(path: string, change: <T extends CopiedTree | CopiedFile>(copied: T) => T): boolean {
    const { places, hidden } = this.#candidates(path);
    const [place, ...others] = places;
    if (hidden || place === undefined || others.length > 0) return false;
    this.#term = null;
    const [only, ...more] = open(place, this.session).steps;
    if (place.file !== null) place.file = change(place.file);
    else if (more.length > 0 || only?.kind !== 'laid' || (only.role !== 'self' && only.role !== 'contents')) return false;
    else place.steps[0] = { ...only, copied: change(only.copied) };
    return true;
  }

  /** Whether `change` may alter the mode: that of a directory stands elsewhere. */
  isDirectory(path: string): boolean {
    return this.#candidates(path).places.some(isDirectory);
  }

  /** A path of the base; what was known of it before the last RUN stays known. */
  #baseEntry(path: string): Term {
    const chain: ImageTree[] = [this];
    for (let tree = this.#knownBefore(path); tree !== null; tree = tree.#knownBefore(path)) chain.push(tree);
    for (const tree of chain.reverse()) tree.#carryFacts(path);
    return this.session.terms.make('entry', this.base, path);
  }

  /** The tree before the last RUN, where that has something to say about a path of the base. */
  #knownBefore(path: string): ImageTree | null {
    const previous = this.#previous;
    const entry = this.session.terms.make('entry', this.base, path);
    if (previous === null || this.session.facts.isKnown(entry) || previous.removed.some((removed) => isAtOrBelow(path, removed))) return null;
    const { places, hidden, base } = previous.tree.#candidates(path);
    return !hidden && base && places.length === 0 ? previous.tree : null;
  }

  /** Takes over what the tree before the last RUN tells of a path. */
  #carryFacts(path: string): void {
    const { facts, terms } = this.session;
    const previous = this.#previous;
    const entry = terms.make('entry', this.base, path);
    if (previous === null || facts.isKnown(entry) || previous.removed.some((removed) => isAtOrBelow(path, removed))) return;
    const { places, hidden, base } = previous.tree.#candidates(path);
    const [top] = places;
    if (!hidden && top !== undefined && top.file !== null) {
      const rooted = previous.keepsOwners && top.file.owner.args[0] === '0:0';
      facts.add(entry, { kind: 'file', rooted, compiled: facts.of(top.file.content).compiled });
    } else if (!hidden && top === undefined && base) {
      const known = facts.of(terms.make('entry', previous.tree.base, path));
      facts.add(entry, { ...known, rooted: known.rooted && previous.keepsOwners });
    }
  }

  /** The whole tree as one term. */
  term(): Term {
    this.#term ??= this.session.terms.make('files', this.base, placeTerm(this.#root, this.session));
    return this.#term;
  }

  #candidates(path: string): Candidates {
    let places: Place[] = [this.#root];
    let hidden = false;
    let base = true;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const next: Place[] = [];
      for (const place of places) {
        if (place.file !== null) {
          base = false;
          break;
        }
        hidden = collect(open(place, this.session), name, next) || hidden;
        const lowest = next.at(-1);
        if (lowest !== undefined && lowest.file !== null) {
          base = false;
          break;
        }
      }
      places = next;
    }
    return { places, hidden, base };
  }

  /** The place of a path, made where it is missing: over everything that lies there. */
  #place(path: string): Place {
    this.#term = null;
    let place = this.#root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      open(place, this.session).file = null;
      let step = place.steps.at(-1);
      if (step?.kind !== 'names') {
        step = { kind: 'names', names: new Map() };
        place.steps.push(step);
      }
      let next = step.names.get(name);
      if (next === undefined) {
        next = newPlace();
        step.names.set(name, next);
      }
      place = next;
    }
    return place;
  }
}

/** Adds the places that a directory has for a name, topmost first; true where an unknown tree may hold it too. */
function collect(place: Place, name: string, into: Place[]): boolean {
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

function isAtOrBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function isDirectory(place: Place): boolean {
  if (place.made !== null || place.attributes !== null || place.whole !== null) return true;
  return place.steps.some((step) => (step.kind === 'names' ? step.names.size > 0 : step.kind === 'laid' && (step.role === 'contents' || step.role === 'drop')));
}

function becomeFile(place: Place, file: CopiedFile): void {
  place.file = { ...file, name: '' };
  place.made = place.attributes = place.whole = null;
  place.steps.length = 0;
}

/** Lays layers over a place; on an untouched one they stay as they are. */
function layOver(place: Place, layers: readonly CopiedLayer[], session: Session): void {
  if (place.file === null && place.whole === null && place.steps.length === 0) {
    place.whole = layers;
    return;
  }
  open(place, session).file = null;
  for (const layer of layers) layLayer(place, layer, session);
}

/** Makes the steps of a place that stands for a copied directory: one level, the rest stays as it is. */
function open(place: Place, session: Session): Place {
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
  place.attributes = isDirectory ? session.terms.make('attributes', ownerOf(tree, session), modeOf(tree, session)) : null;
  place.steps.push({ kind: 'laid', role: isDirectory ? 'contents' : 'self', copied: tree });
}

function prefixesOf(path: string): string[] {
  const names = path.split('/').filter((part) => part !== '');
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
}

function clonePlace(place: Place): Place {
  const steps = place.steps.map((step): PlaceStep => {
    if (step.kind !== 'names') return step;
    return { kind: 'names', names: new Map([...step.names].map(([name, inner]) => [name, clonePlace(inner)])) };
  });
  return { ...place, steps };
}

/** A place over nothing as something that can be copied; null where it holds more than can be told. */
function copiedOf(place: Place, session: Session): Copied | null {
  if (place.file !== null) return place.file;
  const [only, ...more] = place.steps;
  if (only?.kind === 'laid' && only.role === 'self' && more.length === 0 && place.made === null && place.attributes === null) return only.copied;
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
  if (step.kind === 'laid') return step.role === 'contents' && step.copied.kind === 'tree' ? { kind: 'contents', tree: step.copied } : null;
  const names = new Map<string, Copied>();
  for (const [name, inner] of step.names) {
    const copied = copiedOf(inner, session);
    if (copied === null) return null;
    names.set(name, copied);
  }
  return { kind: 'names', names };
}

/** The canonical term of a place: names sorted, empty places left out. */
function placeTerm(place: Place, session: Session): Term {
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
      return named.length === 0 ? null : terms.make('names', ...named.map(([name, term]) => terms.make('name', name, term)));
    }
  }
}

function isNothing(term: Term, session: Session): boolean {
  const none = session.terms.make('none');
  return term === session.terms.make('place', none, none);
}
