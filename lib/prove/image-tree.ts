import { isAbsentInBase, isStandardDirectory } from '../dockerfile/known-bases.js';
import type { DestinationState } from '../dockerfile/copy.js';
import type { Copied, CopiedFile, CopiedLayer, CopiedTree } from './copied.js';
import {
  becomeFile,
  clonePlace,
  collect,
  copiedOf,
  isDirectory,
  layOver,
  namesBelow,
  newPlace,
  open,
  placeTerm,
  withoutNames,
  type Place,
  type Role,
} from './place.js';
import type { Session } from './session.js';
import type { Term } from './term.js';

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
    const copy = new ImageTree(
      this.session,
      this.base,
      this.reference,
      this.pristine,
      new Set(this.#directories),
      new Set(this.projectFiles),
    );
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
    return { kind: 'entry', entry: this.session.terms.make('entry', this.#termFor(path), path) };
  }

  /** All files but those in folders of shim stages. */
  ownFiles(): Term {
    return this.session.terms.make('entry', this.#termFor('/.'), '/');
  }

  /** What an entry depends on: not on the folders of shim stages, unless it lies in one. */
  #termFor(path: string): Term {
    if (this.usesReserved || path === '/' || this.isReserved(path)) return this.term();
    return this.session.terms.make('files', this.base, placeTerm(withoutNames(this.#root, reservedName), this.session));
  }

  /** Every path of an image that is made from nothing, folders only where they are empty; null: not known. */
  names(): readonly string[] | null {
    return this.base.tag === 'scratch' ? namesBelow(this.#root, '') : null;
  }

  /** Names that only shim stages use (3.1.6): no image has them. */
  isReserved(path: string): boolean {
    return path.startsWith('/') && reservedName.test(path.slice(1)) && !this.usesReserved;
  }

  /** Changes what was laid at a path under its own name, or put there as a file; false where that is something else. */
  change(path: string, change: <T extends CopiedTree | CopiedFile>(copied: T) => T): boolean {
    const { places, hidden } = this.#candidates(path);
    const [place, ...others] = places;
    if (hidden || place === undefined || others.length > 0) return false;
    this.#term = null;
    const [only, ...more] = open(place, this.session).steps;
    if (place.file !== null) place.file = change(place.file);
    else if (more.length > 0 || only?.kind !== 'laid' || (only.role !== 'self' && only.role !== 'contents'))
      return false;
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
    if (
      previous === null ||
      this.session.facts.isKnown(entry) ||
      previous.removed.some((removed) => isAtOrBelow(path, removed))
    )
      return null;
    const { places, hidden, base } = previous.tree.#candidates(path);
    return !hidden && base && places.length === 0 ? previous.tree : null;
  }

  /** Takes over what the tree before the last RUN tells of a path. */
  #carryFacts(path: string): void {
    const { facts, terms } = this.session;
    const previous = this.#previous;
    const entry = terms.make('entry', this.base, path);
    if (previous === null || facts.isKnown(entry) || previous.removed.some((removed) => isAtOrBelow(path, removed)))
      return;
    const { places, hidden, base } = previous.tree.#candidates(path);
    const [top] = places;
    if (!hidden && top !== undefined && top.file !== null) {
      const rooted = previous.keepsOwners && top.file.owner.args[0] === '0:0';
      const { compiled, archive } = facts.of(top.file.content);
      facts.add(entry, { kind: 'file', rooted, compiled, archive });
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

const reservedName = /^__[a-z]/;

function isAtOrBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function prefixesOf(path: string): string[] {
  const names = path.split('/').filter((part) => part !== '');
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
}
