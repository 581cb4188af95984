import { isReadFailure, type FileTree } from '../source/file-tree.js';
import type { Values } from '../source/diagnostic.js';
import type { SourceFile, Span } from '../source/source-file.js';
import type { DirectoryNode } from '../world/tree.js';
import type { Copied, CopiedLayer } from './copied.js';
import type { AssumptionCode } from './excused.js';
import { Facts } from './facts.js';
import { Symbols } from './symbols.js';
import { Terms, type Term } from './term.js';

/** How Dockerfiles are read: the two differ in ARG scope, in ignore files and in the stages that they build. */
export type Family = 'classic' | 'buildkit';

/** What must hold for the two trees to be equal, with the place that shows it. */
export interface Assumption {
  readonly code: AssumptionCode;
  readonly side: Side['name'];
  readonly place: Span | null;
  readonly values: Values;
}

/** One of the two trees. */
export interface Side {
  readonly name: 'legacy' | 'rewritten';
  readonly tree: FileTree;
}

/** gzip, bzip2, xz, zstd, and a plain tar. */
function looksPacked(text: string): boolean {
  return /^(?:\x1f\x8b|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd)/.test(text) || text.slice(257, 262) === 'ustar';
}

/** What both trees of one proof share: terms, symbols, facts, and where things are written. */
export class Session {
  readonly terms = new Terms();
  readonly symbols = new Symbols();
  readonly facts = new Facts();
  /** The terms of copied directories in which every name is known. */
  readonly wholes = new WeakMap<readonly CopiedLayer[], readonly Term[]>();
  /** Repository paths that the migration itself edits, adds or deletes and that are project files (IGN-8). */
  readonly projectFiles = new Set<string>();
  readonly assumptions = new Map<string, Assumption>();
  /** Values that the legacy scripts put into the texts of Dockerfiles, as they are shown (I-16). */
  readonly generatedValues = new Set<string>();
  readonly #contents = new Map<string, string>();
  /** Both trees give the same object for a file that the migration leaves alone. */
  readonly #read = new WeakMap<SourceFile, Term>();
  readonly #conversions = new Map<string, WeakMap<DirectoryNode, Copied | null>>();
  readonly #overHost = new Set<number>();
  /** Entries that came over the host and now come from a stage, out of images with special modes. */
  readonly changedRoutes = new Set<Term>();
  readonly #archives = new Set<number>();
  readonly #paths = { legacy: new Map<string, Span>(), rewritten: new Map<string, Span>() };
  readonly #places = { legacy: new Map<number, Span>(), rewritten: new Map<number, Span>() };

  /** The content of a text: two files with the same bytes are one, wherever they lie. */
  content(file: SourceFile): Term {
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const term = this.#contentOf(file);
    this.#read.set(file, term);
    return term;
  }

  #contentOf(file: SourceFile): Term {
    const key = `${file.encoding} ${file.text}`;
    let id = this.#contents.get(key);
    if (id === undefined) {
      id = String(this.#contents.size);
      this.#contents.set(key, id);
    }
    const term = this.terms.make('content', id);
    if (file.encoding === 'latin1' && looksPacked(file.text)) this.#archives.add(term.id);
    return term;
  }

  /** Whether ADD would unpack a file: by its bytes, never by its name (AD-2). Only contents that were read are decided. */
  isArchive(content: Term): boolean | null {
    return content.tag === 'content' ? this.#archives.has(content.id) : null;
  }

  /** The content of a file of the repository. */
  repositoryContent(side: Side, path: string): Term {
    const file = side.tree.read(path);
    return isReadFailure(file) ? this.terms.make('unreadable', path) : this.content(file);
  }

  /** Remembers the line that a term stands for; the first one counts. */
  mark(side: Side, term: Term, span: Span): Term {
    const places = this.#places[side.name];
    if (!places.has(term.id)) places.set(term.id, span);
    return term;
  }

  /** Remembers the line that put something at a path over a base; the last one counts. */
  markPath(side: Side, base: Term, path: string, span: Span): void {
    this.#paths[side.name].set(`${base.id} ${path}`, span);
  }

  /** The line that put something at a path, or at the nearest directory above it. */
  placeOfPath(side: Side['name'], base: Term, path: string): Span | null {
    for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const span = this.#paths[side].get(`${base.id} ${at === '' ? '/' : at}`);
      if (span !== undefined) return span;
      if (at === '' || at === '/') return null;
    }
  }

  /** Which way an entry of an image with special modes was taken (MODE-4). */
  noteRoute(side: Side, route: 'context' | 'stage', entry: Term): void {
    if (side.name === 'legacy' && route === 'context') this.#overHost.add(entry.id);
    if (side.name === 'rewritten' && route === 'stage' && this.#overHost.has(entry.id)) this.changedRoutes.add(entry);
  }

  /** Something that the result rests on; told once. */
  assume(assumption: Assumption): void {
    const { code, place, values } = assumption;
    this.assumptions.set(JSON.stringify([code, place, values]), assumption);
  }

  /** Directories that were converted before under the same circumstances. */
  conversionsOf(key: string): WeakMap<DirectoryNode, Copied | null> {
    const known = this.#conversions.get(key) ?? new WeakMap<DirectoryNode, Copied | null>();
    this.#conversions.set(key, known);
    return known;
  }

  placeOf(side: Side['name'], term: Term): Span | null {
    return this.#places[side].get(term.id) ?? null;
  }
}
