import { lstatSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { decodeSource, type SourceFile } from '../source/source-file.js';
import { codeOf, findGit, isGitDirectory, readIndex } from './git-directory.js';
import { decodePath, type IndexEntry, type PathEncoding } from './git-index.js';
import { TreeReader, isTreePath, latinOf, onDisk, parentOf, type ReadFailure } from './tree-reader.js';

export type { ReadFailure } from './tree-reader.js';

export interface CheckoutEntry {
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'submodule';
  readonly executable: boolean;
  /** 'latin1' where the name on disk is not valid UTF-8. */
  readonly encoding: PathEncoding;
}

/** The starting state: a clean checkout (DESIGN.md, "Starting state"). Paths are relative to `root`, with '/'. */
export interface Checkout {
  /** Absolute, links resolved. */
  readonly root: string;
  /** 'files-present' is an assumption: build products may lie among the files. */
  readonly source: 'git-index' | 'files-present';
  /** In code-unit order of the paths. */
  readonly entries: ReadonlyMap<string, CheckoutEntry>;
  /** Folders that could not be listed. Empty with a git index. */
  readonly unlisted: readonly ReadFailure[];
  /** Every folder that the entries imply, '' for the root; a submodule is a folder too. */
  directories(): ReadonlySet<string>;
  /** The content in the working tree, tracked or not; a link is followed while it stays below the root. */
  read(path: string): SourceFile | ReadFailure;
  /** Fills `into` with the first bytes of a file, without following links and without caching; gives their number. */
  head(path: string, into: Buffer): number | ReadFailure;
}

export interface CheckoutFailure {
  readonly code: 'not-a-directory' | 'unreadable-file';
  readonly path: string;
  readonly why: string;
}

export function isCheckoutFailure(value: Checkout | CheckoutFailure): value is CheckoutFailure {
  return 'why' in value;
}

export function isReadFailure(value: SourceFile | ReadFailure): value is ReadFailure {
  return 'why' in value;
}

interface Listing {
  readonly source: Checkout['source'];
  readonly entries: ReadonlyMap<string, CheckoutEntry>;
  readonly unlisted: readonly ReadFailure[];
}

/**
 * Opens the folder `path`: what the git index says a clean checkout holds below it, or the files present where git
 * tracks nothing there. No program is started, unless only git can expand the index; no file is opened.
 */
export function openCheckout(path: string): Checkout | CheckoutFailure {
  const root = rootOf(path);
  if (typeof root !== 'string') return root;
  const listing = list(root, path);
  return 'why' in listing ? listing : new WorkingTree(root, listing);
}

function rootOf(path: string): string | CheckoutFailure {
  try {
    if (!statSync(path).isDirectory()) return { code: 'not-a-directory', path, why: 'it is not a directory' };
    return realpathSync.native(resolve(path));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error)))
      return { code: 'not-a-directory', path, why: 'it does not exist' };
    return { code: 'unreadable-file', path, why: `the system does not open it (${codeOf(error)})` };
  }
}

function list(root: string, path: string): Listing | CheckoutFailure {
  if (isGitDirectory(root)) return { source: 'git-index', entries: new Map(), unlisted: [] };
  const place = findGit(root);
  if (place !== undefined) {
    const index = readIndex(place);
    if (!index.ok) return { code: 'unreadable-file', path, why: index.why };
    const prefix = relative(place.top, root).split(sep).join('/');
    const entries = entriesOfIndex(index.entries, prefix === '' ? '' : `${prefix}/`);
    // A folder of which git tracks nothing (a fresh `git init`, an ignored folder) is not part of that checkout.
    if (entries.size > 0) return { source: 'git-index', entries, unlisted: [] };
  }
  return listPresent(root, path);
}

/** Entries below the prefix. Of a conflict our side counts, else theirs; a path that both deleted is gone. */
function entriesOfIndex(entries: readonly IndexEntry[], prefix: string): ReadonlyMap<string, CheckoutEntry> {
  const prefixes = { utf8: prefix, latin1: latinOf(prefix) };
  const below = entries.filter(
    ({ path, encoding, stage }) => stage !== 1 && path.startsWith(prefixes[encoding]) && isTreePath(path),
  );
  const found = new Map<string, CheckoutEntry>();
  for (const { path: whole, kind, encoding } of below.sort(
    (one, other) => byPath(one, other) || rank(one) - rank(other),
  )) {
    const path = whole.slice(prefixes[encoding].length);
    if (found.has(path)) continue;
    const executable = kind === 'executable';
    found.set(path, { path, kind: executable ? 'file' : kind, executable, encoding });
  }
  return found;
}

/** Two names on disk can be one text, if one of them is not UTF-8: then the UTF-8 name counts, in any order. */
function rank(entry: IndexEntry): number {
  return entry.stage + (entry.encoding === 'utf8' ? 0 : 4);
}

/** Code-unit order: the one order that no locale and no file system changes. */
function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

function listPresent(root: string, path: string): Listing | CheckoutFailure {
  const found: { entries: CheckoutEntry[]; unlisted: ReadFailure[] } = { entries: [], unlisted: [] };
  // Names as bytes: a name that is not UTF-8 would otherwise be lost.
  const folders: string[] = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const children = childrenOf(root, folder);
    if (typeof children === 'string') {
      if (folder === '') return { code: 'unreadable-file', path, why: `its files cannot be listed (${children})` };
      found.unlisted.push({
        code: 'unreadable-file',
        problem: 'no-permission',
        path: decodePath(folder).path,
        why: `the folder cannot be listed (${children})`,
      });
      continue;
    }
    for (const child of children) addChild(root, folder, child, folders, found.entries);
  }
  found.unlisted.sort(byPath);
  // Of a name in UTF-8 and one in latin1 with the same text the last one set counts: the UTF-8 one, as in an index.
  found.entries.sort((one, other) => byPath(one, other) || (one.encoding < other.encoding ? -1 : 1));
  const entries = new Map(found.entries.map((entry) => [entry.path, entry]));
  return { source: 'files-present', entries, unlisted: found.unlisted };
}

function childrenOf(root: string, folder: string): readonly Dirent[] | string {
  try {
    return readdirSync(onDisk(root, folder), { withFileTypes: true, encoding: 'latin1' });
  } catch (error) {
    return codeOf(error);
  }
}

function addChild(root: string, folder: string, child: Dirent, folders: string[], entries: CheckoutEntry[]): void {
  if (child.name.toLowerCase() === '.git') return;
  const latin = folder === '' ? child.name : `${folder}/${child.name}`;
  if (child.isDirectory()) folders.push(latin);
  else if (child.isFile()) entries.push(new PresentFile(root, latin));
  else if (child.isSymbolicLink()) entries.push({ ...decodePath(latin), kind: 'symlink', executable: false });
}

/** A file found by walking: its mode is asked for only where somebody wants it, so that opening stays cheap. */
class PresentFile implements CheckoutEntry {
  readonly path: string;
  readonly encoding: PathEncoding;
  readonly kind = 'file';
  readonly #absolute: Buffer;
  #executable: boolean | undefined;

  constructor(root: string, latin: string) {
    ({ path: this.path, encoding: this.encoding } = decodePath(latin));
    this.#absolute = onDisk(root, latin);
  }

  get executable(): boolean {
    this.#executable ??= ((lstatSync(this.#absolute, { throwIfNoEntry: false })?.mode ?? 0) & 0o100) !== 0;
    return this.#executable;
  }
}

class WorkingTree implements Checkout {
  readonly root: string;
  readonly source: Checkout['source'];
  readonly entries: ReadonlyMap<string, CheckoutEntry>;
  readonly unlisted: readonly ReadFailure[];
  readonly #reader: TreeReader;
  readonly #cache = new Map<string, SourceFile | ReadFailure>();
  #directories: ReadonlySet<string> | undefined;

  constructor(root: string, listing: Listing) {
    this.root = root;
    this.source = listing.source;
    this.unlisted = listing.unlisted;
    this.entries = listing.entries;
    this.#reader = new TreeReader(root, (path) =>
      this.entries.get(path)?.encoding === 'latin1' ? path : latinOf(path),
    );
  }

  directories(): ReadonlySet<string> {
    this.#directories ??= directoriesOf(this.entries.values());
    return this.#directories;
  }

  read(path: string): SourceFile | ReadFailure {
    let result = this.#cache.get(path);
    if (result === undefined) {
      result = this.#readNow(path);
      this.#cache.set(path, result);
    }
    return result;
  }

  head(path: string, into: Buffer): number | ReadFailure {
    return this.#reader.head(path, into);
  }

  #readNow(path: string): SourceFile | ReadFailure {
    const found = this.#reader.read(path);
    if ('why' in found) return found;
    const entry = this.entries.get(path);
    // Git's mode counts for what it tracks: some file systems show every file as executable (core.fileMode).
    const executable = entry?.kind === 'file' ? entry.executable : found.executable;
    return decodeSource(path, found.bytes, executable ? 0o755 : 0o644);
  }
}

function directoriesOf(entries: Iterable<CheckoutEntry>): ReadonlySet<string> {
  const found = new Set(['']);
  for (const entry of entries) {
    let folder = entry.kind === 'submodule' ? entry.path : parentOf(entry.path);
    for (; !found.has(folder); folder = parentOf(folder)) found.add(folder);
  }
  return found;
}
