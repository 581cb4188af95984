import type { CopiedLayer } from './copied.js';
import type { Term } from './term.js';

export type EntryKind = 'file' | 'directory' | 'unknown';

/** What is known of one path of one image. */
export interface EntryFacts {
  readonly kind: EntryKind;
  /** Root owns it: made by a command of root (OWN-1). */
  readonly rooted: boolean;
  /** A compiled program: no archive that ADD unpacks (TAR-1). */
  readonly compiled: boolean;
  /** A tar that ADD unpacks (AD-2). */
  readonly archive: boolean;
  /** A command made it a symbolic link (LINK-1). */
  readonly link: boolean;
}

const nothing: EntryFacts = { kind: 'unknown', rooted: false, compiled: false, archive: false, link: false };

/**
 * Evidence about entries of images. It comes from the text of RUN instructions, and from what must have been so for
 * the legacy pipeline to succeed; the proof is about pipelines that do.
 */
export class Facts {
  readonly #entries = new Map<number, EntryFacts>();
  readonly #notDirectories = new Set<string>();
  readonly #laid = new Map<string, Set<readonly CopiedLayer[]>>();
  #learning = false;
  #count = 0;

  /** Grows with every new fact: learning ends when it stands still. */
  get count(): number {
    return this.#count;
  }

  /** Only the legacy pipeline teaches. */
  set learning(on: boolean) {
    this.#learning = on;
  }

  of(entry: Term): EntryFacts {
    return this.#entries.get(entry.id) ?? nothing;
  }

  isKnown(entry: Term): boolean {
    return this.#entries.has(entry.id);
  }

  add(entry: Term, facts: Partial<EntryFacts>): void {
    const before = this.of(entry);
    const after = { ...before, ...facts };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.#entries.set(entry.id, after);
    this.#count++;
  }

  /** A host command or a landing took the entry for a file or a directory. */
  learnKind(entry: Term, kind: EntryKind): void {
    if (this.#learning && kind !== 'unknown' && this.of(entry).kind === 'unknown') this.add(entry, { kind });
  }

  /** The legacy pipeline follows the entry as a link: it may be one, so every other way of taking it must follow it, too. */
  learnLink(entry: Term): void {
    if (this.#learning) this.add(entry, { link: true });
  }

  /** The legacy pipeline put a file exactly here, so no directory is in the way. */
  learnNotDirectory(base: Term, path: string): void {
    const key = `${base.id} ${path}`;
    if (!this.#learning || this.#notDirectories.has(key)) return;
    this.#notDirectories.add(key);
    this.#count++;
  }

  /** The same of every file in a directory that the legacy pipeline laid at a path. */
  learnLaid(base: Term, path: string, layers: readonly CopiedLayer[]): void {
    const key = `${base.id} ${path}`;
    const laid = this.#laid.get(key) ?? new Set();
    if (!this.#learning || laid.has(layers)) return;
    this.#laid.set(key, laid.add(layers));
  }

  isNotDirectory(base: Term, path: string): boolean {
    if (this.#notDirectories.has(`${base.id} ${path}`)) return true;
    for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const parent = at.slice(0, at.lastIndexOf('/'));
      const rest = path.slice(parent.length + 1).split('/');
      for (const layers of this.#laid.get(`${base.id} ${parent === '' ? '/' : parent}`) ?? [])
        if (holdsFile(layers, rest)) return true;
    }
    return false;
  }
}

/** Something that is no known directory lies there under its own name. */
function holdsFile(layers: readonly CopiedLayer[], path: readonly string[]): boolean {
  const [name = '', ...rest] = path;
  return layers.some((layer) => {
    const inner = layer.kind === 'names' ? layer.names.get(name) : undefined;
    if (inner === undefined || inner.kind === 'missing') return false;
    if (inner.kind === 'directory') return rest.length > 0 && holdsFile(inner.layers, rest);
    return rest.length === 0;
  });
}
