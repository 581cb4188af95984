import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { codeOf } from './git-directory.js';
import { isAscii } from './git-index.js';

export type ReadProblem = 'missing' | 'not-a-file' | 'leaves-the-tree' | 'too-large' | 'no-permission' | 'failed';

/** Why a file could not be read. `why` completes "PATH cannot be read: …". */
export interface ReadFailure {
  readonly code: 'unreadable-file';
  readonly problem: ReadProblem;
  readonly path: string;
  readonly why: string;
}

export interface FileBytes {
  readonly bytes: Buffer;
  readonly executable: boolean;
}

/** Gives a path's bytes on disk as latin1: a name that is not valid UTF-8 must reach the system unchanged. */
export type ToDisk = (path: string) => string;

/** The bytes of a UTF-8 path as latin1. */
export function latinOf(path: string): string {
  return isAscii(path) ? path : Buffer.from(path, 'utf8').toString('latin1');
}

/** Files above this size are nobody's Dockerfile or script. */
export const sizeLimit = 16 * 1024 * 1024;

// Not every system has these flags, whatever the types say.
const flags: Partial<typeof constants> = constants;
const plainOpen = constants.O_RDONLY | (flags.O_NONBLOCK ?? 0);
const noFollow = flags.O_NOFOLLOW ?? 0;

const reasons: Readonly<Record<ReadProblem, string>> = {
  missing: 'it is missing from the working tree',
  'not-a-file': 'it is not a file',
  'leaves-the-tree': 'a symbolic link on its path leaves the repository',
  'too-large': 'it is larger than 16 MiB',
  'no-permission': 'there is no permission to read it',
  failed: 'the system could not read it',
};

const problemOfCode: Readonly<Record<string, ReadProblem>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'not-a-file',
  ENXIO: 'not-a-file',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
};

/** Reads files below one folder and never outside it, whatever links the working tree holds (invariant 5). */
export class TreeReader {
  readonly #root: string;
  readonly #toDisk: ToDisk;
  /** Folders by their path on disk: whether all of their components are real folders, and not links. */
  readonly #plain = new Map<string, boolean>();

  /** @param root the folder, without links in its path */
  constructor(root: string, toDisk: ToDisk = latinOf) {
    this.#root = root;
    this.#toDisk = toDisk;
  }

  /** The whole file; a link is followed as long as it stays below the root. */
  read(path: string): FileBytes | ReadFailure {
    return this.#with(path, true, (descriptor) => {
      const found = fstatSync(descriptor);
      if (!found.isFile()) return failure(path, 'not-a-file');
      if (found.size > sizeLimit) return failure(path, 'too-large');
      const bytes = readAll(descriptor, found.size);
      return bytes === undefined ? failure(path, 'too-large') : { bytes, executable: (found.mode & 0o100) !== 0 };
    });
  }

  /**
   * Fills `into` with the first bytes of the file and gives their number. For sweeps over many files: links are not
   * followed, and one buffer serves all.
   */
  head(path: string, into: Buffer): number | ReadFailure {
    return this.#with(path, false, (descriptor) => readSync(descriptor, into, 0, into.length, 0));
  }

  #with<T>(path: string, follow: boolean, use: (descriptor: number) => T | ReadFailure): T | ReadFailure {
    if (!isTreePath(path)) return failure(path, 'leaves-the-tree');
    let descriptor: number | undefined;
    try {
      const opened = this.#open(this.#toDisk(path), follow);
      if (typeof opened === 'string') return failure(path, opened);
      descriptor = opened;
      return use(descriptor);
    } catch (error) {
      return failure(path, problemOfCode[codeOf(error)] ?? 'failed', codeOf(error));
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  #open(path: string, follow: boolean): number | ReadProblem {
    if (this.#isPlain(parentOf(path)) && !this.#mayBeLink(path)) {
      try {
        // Without a writer a named pipe would block the open; O_NONBLOCK makes that impossible.
        return openSync(this.#absolute(path), plainOpen | noFollow);
      } catch (error) {
        if (codeOf(error) !== 'ELOOP' && codeOf(error) !== 'EMLINK') throw error;
      }
    }
    return follow ? this.#openTarget(path) : 'not-a-file';
  }

  #openTarget(path: string): number | ReadProblem {
    const target = realpathSync.native(this.#absolute(path));
    const inside = relative(this.#root, target).split(sep);
    const leaves = inside[0] === '..' || inside[0] === '' || target === inside.join(sep);
    if (leaves || inside.includes('.git')) return 'leaves-the-tree';
    return openSync(target, plainOpen | noFollow);
  }

  #isPlain(folder: string): boolean {
    if (folder === '') return true;
    let plain = this.#plain.get(folder);
    if (plain === undefined) {
      plain = this.#isPlain(parentOf(folder)) && !this.#isLink(folder);
      this.#plain.set(folder, plain);
    }
    return plain;
  }

  /** Only where the system cannot refuse a link while opening. */
  #mayBeLink(path: string): boolean {
    return noFollow === 0 && this.#isLink(path);
  }

  #isLink(path: string): boolean {
    return lstatSync(this.#absolute(path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  }

  #absolute(path: string): string | Buffer {
    return isAscii(path) ? `${this.#root}${sep}${path}` : onDisk(this.#root, path);
  }
}

/** The absolute path as the system knows it, of a relative path whose bytes are given as latin1. */
export function onDisk(root: string, latin: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}${sep}`), Buffer.from(latin, 'latin1')]);
}

/** Whether a path is a plain name below the root: relative, without empty, '.', '..' and '.git' components, without NUL. */
export function isTreePath(path: string): boolean {
  // Almost no path has such a component: four cheap searches spare the expression for all others.
  const first = path.charCodeAt(0);
  const plain = first !== 0x2e && first !== 0x2f && !path.includes('/.') && !path.includes('//') && !path.endsWith('/');
  return path !== '' && !path.includes('\0') && (plain || !/(?:^|\/)(?:\.{0,2}|\.git)(?:\/|$)/i.test(path));
}

/** The folder that holds a path; '' is the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function failure(path: string, problem: ReadProblem, code = ''): ReadFailure {
  const detail = problem === 'failed' && code !== '' ? ` (${code})` : '';
  return { code: 'unreadable-file', problem, path, why: reasons[problem] + detail };
}

/** Reads to the end; undefined when the file grew above the limit meanwhile. */
function readAll(descriptor: number, size: number): Buffer | undefined {
  let buffer = Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, length);
    length += count;
    if (count === 0) return buffer.subarray(0, length);
    if (length > sizeLimit) return undefined;
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(length)]);
  }
}
