import type { Session } from './session.js';
import type { Term } from './term.js';

/** What one source of COPY or ADD denotes, before it is laid somewhere. `owner` and `mode` null: its own. */
export type Copied = CopiedFile | CopiedTree | CopiedDirectory | CopiedMissing;

export interface CopiedFile {
  readonly kind: 'file';
  readonly name: string;
  readonly content: Term;
  readonly mode: Term;
  readonly owner: Term;
  /** What ADD makes of it, where it is a tar of known members. */
  readonly unpacked?: readonly Unpacked[];
}

/** A member of a tar, below the folder that it is unpacked into; '' for the contents of a directory. */
export interface Unpacked {
  readonly path: string;
  readonly copied: Copied;
}

/** An entry of an image that is known by its name alone: everything below it comes along. */
export interface CopiedTree {
  readonly kind: 'tree';
  readonly name: string;
  readonly entry: Term;
  readonly owner: Term | null;
  readonly mode: Term | null;
  /** What an ignore file keeps out of it (IGN-2), and the like. */
  readonly filter: Term | null;
  /** Several entries that a pattern matches. */
  readonly pattern: string | null;
}

export interface CopiedDirectory {
  readonly kind: 'directory';
  readonly name: string;
  readonly mode: Term;
  readonly owner: Term;
  readonly layers: readonly CopiedLayer[];
}

export type CopiedLayer =
  | { readonly kind: 'names'; readonly names: ReadonlyMap<string, Copied> }
  | { readonly kind: 'contents'; readonly tree: CopiedTree };

export interface CopiedMissing {
  readonly kind: 'missing';
  readonly name: string;
  readonly why: Term;
}

/** Gives everything one owner, as COPY from the context (0:0) and `--chown` do (§2.4). */
export function withOwner(copied: Copied, owner: Term): Copied {
  switch (copied.kind) {
    case 'file':
    case 'tree':
      return { ...copied, owner };
    case 'directory':
      return {
        ...copied,
        owner,
        layers: copied.layers.map((layer) => changeLayer(layer, (inner) => withOwner(inner, owner))),
      };
    case 'missing':
      return copied;
  }
}

/** `--chmod`: every file and directory (CO-F2). */
export function withMode(copied: Copied, mode: Term): Copied {
  switch (copied.kind) {
    case 'file':
    case 'tree':
      return { ...copied, mode };
    case 'directory':
      return {
        ...copied,
        mode,
        layers: copied.layers.map((layer) => changeLayer(layer, (inner) => withMode(inner, mode))),
      };
    case 'missing':
      return copied;
  }
}

/** Every mode without the bits that the umask of an ordinary user takes (MODE-5). */
export function withMask(copied: Copied, session: Session): Copied {
  switch (copied.kind) {
    case 'file':
      return { ...copied, mode: maskedMode(copied.mode, session) };
    case 'tree':
      return { ...copied, mode: maskedMode(modeOf(copied, session), session) };
    case 'directory':
      return {
        ...copied,
        mode: maskedMode(copied.mode, session),
        layers: copied.layers.map((layer) => changeLayer(layer, (inner) => withMask(inner, session))),
      };
    case 'missing':
      return copied;
  }
}

export function maskedMode(mode: Term, session: Session): Term {
  const [bits] = mode.args;
  if (mode.tag === 'masked') return mode;
  return mode.tag === 'mode' && typeof bits === 'string' && /^[0-7]+$/.test(bits)
    ? modeBits(session, parseInt(bits, 8) & ~0o7022)
    : session.terms.make('masked', mode);
}

function changeLayer(layer: CopiedLayer, change: (copied: Copied) => Copied): CopiedLayer {
  if (layer.kind === 'names')
    return { kind: 'names', names: new Map([...layer.names].map(([name, inner]) => [name, change(inner)])) };
  const tree = change(layer.tree);
  return tree.kind === 'tree' ? { kind: 'contents', tree } : layer;
}

export function withName<T extends Copied>(copied: T, name: string): T {
  return { ...copied, name };
}

/** A tree that evidence shows to be a file, as a file. */
export function settled(copied: Copied, session: Session): Copied {
  if (copied.kind !== 'tree' || copied.pattern !== null) return copied;
  if (session.facts.of(copied.entry).kind !== 'file') return copied;
  const { name, entry } = copied;
  return { kind: 'file', name, content: entry, mode: modeOf(copied, session), owner: ownerOf(copied, session) };
}

/** Whose an entry is: what was said, else what evidence shows, else its own. */
export function ownerOf(tree: CopiedTree, session: Session): Term {
  if (tree.owner !== null) return tree.owner;
  if (session.facts.of(tree.entry).rooted) return rootOwner(session);
  return session.terms.make('owner-of', tree.entry);
}

export function modeOf(tree: CopiedTree, session: Session): Term {
  return tree.mode ?? session.terms.make('mode-of', tree.entry);
}

export function rootOwner(session: Session): Term {
  return session.terms.make('owner', '0:0');
}

export function attributesOf(owner: Term, mode: Term, session: Session): Term {
  return session.terms.make('attributes', owner, mode);
}

export function modeBits(session: Session, bits: number): Term {
  return session.terms.make('mode', bits.toString(8));
}

/** What a tree is, as one term. */
export function treeTerm(tree: CopiedTree, session: Session): Term {
  const { terms } = session;
  const none = terms.make('none');
  return terms.make(
    'tree',
    tree.entry,
    ownerOf(tree, session),
    modeOf(tree, session),
    tree.filter ?? none,
    tree.pattern ?? none,
  );
}

/** Files and folders with known names: no evidence can change what they are. */
export function isPlainLayer(layer: CopiedLayer): boolean {
  if (layer.kind === 'contents') return false;
  const known = plainLayers.get(layer);
  if (known !== undefined) return known;
  const plain = [...layer.names.values()].every(
    (inner) => inner.kind === 'file' || (inner.kind === 'directory' && inner.layers.every(isPlainLayer)),
  );
  plainLayers.set(layer, plain);
  return plain;
}

const plainLayers = new WeakMap<CopiedLayer, boolean>();
