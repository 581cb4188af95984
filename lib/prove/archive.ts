import { isUnpackedByAdd } from '../commands/archive.js';
import type { Archive, ArchiveMember } from '../world/tree.js';
import {
  attributesOf,
  modeBits,
  rootOwner,
  withName,
  withOwner,
  type Copied,
  type CopiedFile,
  type CopiedTree,
  type Unpacked,
} from './copied.js';
import type { ImageTree } from './image-tree.js';
import type { Session } from './session.js';
import type { Term } from './term.js';

/** What ADD unpacks an archive of the script to; null where it would copy the file as it is (AD-2, TAR-2). */
export function unpackedMembers(
  archive: Archive,
  session: Session,
  convert: (member: ArchiveMember) => Copied,
): readonly Unpacked[] | null {
  if (!isUnpackedByAdd(archive)) return null;
  return archive.members.map((member) => ({ path: member.path, copied: owned(convert(member), archive, session) }));
}

/** AD-3: the ids in the archive count, whoever unpacks it; those of the host's user are known to nobody (OWN-4). */
function owned(copied: Copied, { owners }: Archive, session: Session): Copied {
  switch (owners) {
    case 'own':
      return copied;
    case 'host':
      return withOwner(copied, session.terms.make('host-owner'));
    case 'root':
      return withOwner(copied, rootOwner(session));
  }
}

interface Packing {
  /** Everything that the commands can read. */
  readonly files: Term;
  readonly cwd: string;
  readonly commands: readonly (readonly string[])[];
}

/** What a pipe of tar and filters prints: a function of the files of the image, the directory and the words. */
export function packedTerm({ files, cwd, commands }: Packing, { terms }: Session): Term {
  return terms.make('packed', files, cwd, ...commands.map((words) => terms.make('words', ...words)));
}

/** The members of a tar in an image, of which only the tar's own name is known. */
export function unpackedTree(archive: Term, session: Session): CopiedTree {
  const entry = session.terms.make('unpacked', archive);
  session.facts.add(entry, { kind: 'directory' });
  return { kind: 'tree', name: '', entry, owner: null, mode: null, filter: null, pattern: null };
}

/** ADD of an archive (AD-2): its members lie below the destination, which is a directory; parents that it does not list are made. */
export function layUnpacked(tree: ImageTree, members: readonly Unpacked[], destination: string): void {
  const { session } = tree;
  const made = attributesOf(rootOwner(session), modeBits(session, 0o755), session);
  const top = destination === '/' ? '' : destination;
  tree.ensureDirectory(destination, made);
  for (const { path, copied } of members) {
    const at = path === '' ? destination : `${top}/${path}`;
    const folder = path === '' ? at : at.slice(0, at.lastIndexOf('/'));
    if (folder !== '') tree.ensureDirectory(folder, made);
    if (path === '') layContents(tree, at, copied);
    else tree.layNested(at, withName(copied, path.slice(path.lastIndexOf('/') + 1)));
  }
}

function layContents(tree: ImageTree, path: string, copied: Copied): void {
  switch (copied.kind) {
    case 'directory':
      tree.layInto(path, copied.layers);
      return;
    case 'tree':
      tree.lay(path, 'contents', copied);
      return;
    case 'file':
      tree.mark(path, tree.session.terms.make('contents-of-file', copied.content));
      return;
    case 'missing':
      tree.mark(path, copied.why);
  }
}

/** A tar in an image, where evidence shows that it is one. */
export function archiveIn(copied: CopiedFile | CopiedTree, session: Session): Term | null {
  const term = copied.kind === 'file' ? copied.content : copied.entry;
  return session.facts.of(term).archive ? term : null;
}
