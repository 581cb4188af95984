import { landingOf, type Destination } from '../dockerfile/copy.js';
import { archiveIn, layUnpacked, unpackedTree } from './archive.js';
import {
  attributesOf,
  modeBits,
  rootOwner,
  settled,
  treeTerm,
  type Copied,
  type CopiedFile,
  type CopiedTree,
  type Unpacked,
} from './copied.js';
import { ImageTree } from './image-tree.js';
import { fileTerm } from './place.js';
import type { Session } from './session.js';
import { textAt, type Term } from './term.js';

/** One COPY or ADD with its sources resolved. */
export interface Copying {
  readonly sources: readonly Copied[];
  readonly destination: Destination;
  /** Owner and mode of the directories that are newly made (CO-D2). */
  readonly made: Term;
  /** ADD: archives among the sources are unpacked. */
  readonly unpacks: boolean;
  /** Several sources, or a pattern. */
  readonly multiple: boolean;
}

/** Lays the sources over the tree, one after the other: the later wins (§2.3). */
export function layCopied(tree: ImageTree, copying: Copying): void {
  for (const source of copying.sources) {
    const unpacked = copying.unpacks ? unpackedFrom(source, tree.session) : null;
    if (unpacked === null)
      layOne(tree, settled(copying.unpacks ? added(source, tree.session) : source, tree.session), copying);
    else layUnpacked(tree, unpacked, copying.destination.path);
  }
}

export function isUnpacked(source: Copied, session: Session): boolean {
  return unpackedFrom(source, session) !== null;
}

/** What ADD makes of a source that is surely a tar (AD-2). */
function unpackedFrom(source: Copied, session: Session): readonly Unpacked[] | null {
  if (source.kind !== 'file' && source.kind !== 'tree') return null;
  if (source.kind === 'file' && source.unpacked !== undefined) return source.unpacked;
  const archive = archiveIn(source, session);
  return archive === null ? null : [{ path: '', copied: unpackedTree(archive, session) }];
}

function layOne(tree: ImageTree, source: Copied, copying: Copying): void {
  const { destination, made } = copying;
  switch (source.kind) {
    case 'missing':
      tree.mark(destination.path, source.why);
      return;
    case 'file':
      layFile(tree, source, copying);
      return;
    case 'directory':
      tree.ensureDirectory(destination.path, made);
      tree.layInto(destination.path, source.layers);
      return;
    case 'tree':
      layTree(tree, source, copying);
  }
}

function layFile(tree: ImageTree, file: CopiedFile, { destination, made, multiple }: Copying): void {
  const landing = landingOf('file', file.name, destination, tree.state(destination.path), multiple);
  switch (landing.outcome) {
    case 'file':
      ensureParents(tree, landing.path, made);
      tree.putFile(landing.path, file);
      return;
    case 'depends':
      ensureParents(tree, destination.path, made);
      if (landing.on === 'destination' && !multiple) tree.lay(destination.path, 'landing', file);
      else
        tree.mark(
          destination.path,
          tree.session.terms.make(
            `by-${landing.on}`,
            file.name,
            String(destination.endsInDot),
            fileTerm(file, tree.session),
          ),
        );
      return;
    case 'contents':
    case 'error':
      tree.mark(destination.path, tree.session.terms.make('cannot-land', file.name));
  }
}

/** The parent gets the slash and the file lands in it: the directory itself where it is named with one. */
function ensureParents(tree: ImageTree, path: string, made: Term): void {
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (parent !== '') tree.ensureDirectory(parent, made);
}

function layTree(tree: ImageTree, source: CopiedTree, { destination, made, multiple }: Copying): void {
  const { session } = tree;
  const state = tree.state(destination.path);
  const intoDirectory = destination.isDirectorySyntax || state === 'directory';
  if (source.pattern === null && session.facts.of(source.entry).kind === 'directory') {
    tree.ensureDirectory(destination.path, made);
    tree.lay(destination.path, 'contents', source);
    return;
  }
  if (intoDirectory) {
    tree.ensureDirectory(destination.path, made);
    tree.lay(destination.path, 'drop', source);
    return;
  }
  ensureParents(tree, destination.path, made);
  if (multiple && source.pattern === null)
    tree.mark(destination.path, session.terms.make('by-engine', source.name, treeTerm(source, session)));
  // Where no directory is in the way the source's own name does not count.
  tree.lay(destination.path, 'landing', state === 'absent' ? { ...source, name: '' } : source);
  if (destination.endsInDot) tree.mark(destination.path, session.terms.make('ends-in-dot'));
}

/** ADD of a local file: an archive is unpacked, and what may be one is not the same as a plain copy (AD-2, TAR-1). */
function added(copied: Copied, session: Session): Copied {
  switch (copied.kind) {
    case 'missing':
    case 'directory':
      return copied;
    case 'file': {
      const { content } = copied;
      if (session.isArchive(content) === false || isProgram(content, session)) return copied;
      return { ...copied, content: session.terms.make('added', content) };
    }
    case 'tree': {
      const facts = session.facts.of(copied.entry);
      if (facts.kind === 'directory' || facts.compiled) return copied;
      const entry = session.terms.make('added', copied.entry);
      session.facts.add(entry, facts);
      return { ...copied, entry };
    }
  }
}

function isProgram(content: Term, session: Session): boolean {
  return content.tag === 'generated' ? !/^\W*PK|\0/.test(textAt(content, 0)) : session.facts.of(content).compiled;
}

/** Something that was copied as one term: laid into an empty image. */
export function copiedTerm(copied: Copied, session: Session): Term {
  const empty = new ImageTree(session, session.terms.make('scratch'), null, true);
  const made = attributesOf(rootOwner(session), modeBits(session, 0o755), session);
  layCopied(empty, {
    sources: [copied],
    destination: { path: '/', isDirectorySyntax: true, endsInDot: false },
    made,
    unpacks: false,
    multiple: false,
  });
  return empty.term();
}
