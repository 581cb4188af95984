import { createHash } from 'node:crypto';

export type EntryKind = 'file' | 'executable' | 'symlink' | 'submodule';

/** How the bytes of a path were decoded. 'latin1' marks a path that is not valid UTF-8; encoding it back gives its bytes. */
export type PathEncoding = 'utf8' | 'latin1';

export interface IndexEntry {
  readonly path: string;
  readonly encoding: PathEncoding;
  readonly kind: EntryKind;
  /** Object id in hexadecimal: 40 digits (SHA-1) or 64 (SHA-256). */
  readonly id: string;
  /** 0 is a merged entry; 1, 2 and 3 are the base, our and their side of a conflict. */
  readonly stage: number;
  readonly intentToAdd: boolean;
}

export type ParsedIndex =
  | { readonly ok: true; readonly entries: readonly IndexEntry[] }
  | { readonly ok: false; readonly needsGit: boolean; readonly why: string };

const headerLength = 12;
const idOffset = 40;
const modeOffset = 24;
const extendedFlag = 0x4000;
const intentToAddFlag = 0x2000;
const longName = 0xfff;

/**
 * Reads git's index file, versions 2 to 4, with SHA-1 or SHA-256 object ids.
 * The layout is the one of gitformat-index(5). What only git itself can expand (a split index, the directories of a
 * sparse index, a required extension that we do not know) is reported with `needsGit`; damage of any kind is `ok: false`.
 */
export function parseIndex(bytes: Uint8Array): ParsedIndex {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length < headerLength + 20) return broken('it is too short');
  if (data.toString('latin1', 0, 4) !== 'DIRC') return broken('it does not begin with DIRC');
  const version = data.readUInt32BE(4);
  if (version < 2 || version > 4) return needsGit(`version ${version} of the index is not known`);
  let result: ParsedIndex = broken('its checksum does not match');
  for (const idLength of idLengths(data)) {
    result = parseWith(data, version, idLength);
    if (result.ok || result.needsGit) break;
  }
  return result;
}

/** Decodes a path whose bytes are given as latin1. */
export function decodePath(latin: string): { readonly path: string; readonly encoding: PathEncoding } {
  if (isAscii(latin)) return { path: latin, encoding: 'utf8' };
  const bytes = Buffer.from(latin, 'latin1');
  const path = bytes.toString('utf8');
  return bytes.equals(Buffer.from(path, 'utf8')) ? { path, encoding: 'utf8' } : { path: latin, encoding: 'latin1' };
}

/** The kind that the mode of an index entry or of `git ls-files -s` stands for; undefined for a directory or no known mode. */
export function kindOfMode(mode: number): EntryKind | undefined {
  switch (mode >>> 12) {
    case 0o10:
      return (mode & 0o100) === 0 ? 'file' : 'executable';
    case 0o12:
      return 'symlink';
    case 0o16:
      return 'submodule';
    default:
      return undefined;
  }
}

function broken(why: string): ParsedIndex {
  return { ok: false, needsGit: false, why: `the index is damaged: ${why}` };
}

function needsGit(why: string): ParsedIndex {
  return { ok: false, needsGit: true, why: `the index needs git: ${why}` };
}

/**
 * The index does not say which hash it uses; its checksum does. With `index.skipHash` the checksum is zeros
 * (git-config(1)), and then the layout has to tell.
 */
function idLengths(data: Buffer): readonly number[] {
  const matches = (algorithm: string, length: number): boolean =>
    data.length >= headerLength + length &&
    createHash(algorithm).update(data.subarray(0, -length)).digest().equals(data.subarray(-length));
  if (data.subarray(-20).every((byte) => byte === 0)) return [20, 32];
  if (matches('sha1', 20)) return [20];
  return matches('sha256', 32) ? [32] : [];
}

interface Reader {
  readonly data: Buffer;
  /** The same bytes as text, one character a byte: slices of it are cheaper than decoding each path. */
  readonly latin: string;
  readonly version: number;
  readonly idLength: number;
  /** Where the checksum begins. */
  readonly end: number;
  at: number;
  previousPath: string;
}

function parseWith(data: Buffer, version: number, idLength: number): ParsedIndex {
  const count = data.readUInt32BE(8);
  const end = data.length - idLength;
  if (count * (idOffset + idLength + 2) > end) return broken('it holds fewer entries than it says');
  const reader: Reader = {
    data,
    latin: data.toString('latin1'),
    version,
    idLength,
    end,
    at: headerLength,
    previousPath: '',
  };
  const entries: IndexEntry[] = [];
  for (let number = 0; number < count; number += 1) {
    const entry = readEntry(reader);
    if (typeof entry === 'string') return entry === 'sdir' ? needsGit('it is sparse') : broken(entry);
    entries.push(entry);
  }
  // In a split index, an entry without a path replaces one of the shared index; only there is it no damage.
  return (
    skipExtensions(reader) ??
    (entries.some(({ path }) => path === '') ? broken('a path is empty') : { ok: true, entries })
  );
}

function readEntry(reader: Reader): IndexEntry | string {
  const { data, idLength } = reader;
  const start = reader.at;
  const flagsAt = start + idOffset + idLength;
  if (flagsAt + 2 > reader.end) return 'an entry is cut off';
  const mode = data.readUInt32BE(start + modeOffset);
  const flags = data.readUInt16BE(flagsAt);
  const extended = (flags & extendedFlag) !== 0;
  if (extended && (reader.version < 3 || flagsAt + 4 > reader.end)) return 'an entry has flags of another version';
  const moreFlags = extended ? data.readUInt16BE(flagsAt + 2) : 0;
  reader.at = flagsAt + (extended ? 4 : 2);
  const latin = reader.version === 4 ? readCompressedPath(reader) : readPaddedPath(reader, start, flags & longName);
  if (latin === undefined) return 'a path is cut off';
  const kind = kindOfMode(mode);
  if (kind === undefined) return mode >>> 12 === 0o4 ? 'sdir' : 'an entry has an unknown kind';
  const id = data.toString('hex', start + idOffset, flagsAt);
  const { path, encoding } = decodePath(latin);
  return { path, encoding, kind, id, stage: (flags >>> 12) & 3, intentToAdd: (moreFlags & intentToAddFlag) !== 0 };
}

/** Versions 2 and 3: the path, then 1 to 8 NULs that make the length of the entry a multiple of 8. */
function readPaddedPath(reader: Reader, start: number, length: number): string | undefined {
  const from = reader.at;
  const to = length === longName ? reader.data.indexOf(0, from) : from + length;
  if (to < from || to >= reader.end || reader.data[to] !== 0) return undefined;
  reader.at = start + ((to - start + 8) & ~7);
  return reader.at > reader.end ? undefined : reader.latin.slice(from, to);
}

/** Version 4: how many bytes to take from the end of the previous path, then what to add, then NUL. */
function readCompressedPath(reader: Reader): string | undefined {
  const strip = readOffset(reader);
  const to = strip === undefined ? -1 : reader.data.indexOf(0, reader.at);
  if (strip === undefined || strip > reader.previousPath.length || to < 0 || to >= reader.end) return undefined;
  const kept = reader.previousPath.slice(0, reader.previousPath.length - strip);
  reader.previousPath = kept + reader.latin.slice(reader.at, to);
  reader.at = to + 1;
  return reader.previousPath;
}

/** The "offset encoding" of gitformat-pack(5): 7 bits a byte, most significant first, each continuation adds one. */
function readOffset(reader: Reader): number | undefined {
  let value = 0;
  for (let bytes = 0; bytes < 4 && reader.at < reader.end; bytes += 1) {
    const byte = reader.data[reader.at] ?? 0;
    reader.at += 1;
    value = value * 128 + (byte & 127);
    if (byte < 128) return value;
    value += 1;
  }
  return undefined;
}

/** Extensions in capital letters may be ignored; of the others, none can be (gitformat-index(5)). */
function skipExtensions(reader: Reader): ParsedIndex | undefined {
  while (reader.at < reader.end) {
    if (reader.at + 8 > reader.end) return broken('an extension is cut off');
    const name = reader.latin.slice(reader.at, reader.at + 4);
    reader.at += 8 + reader.data.readUInt32BE(reader.at + 4);
    if (reader.at > reader.end) return broken('an extension is cut off');
    if (!/^[A-Z]/.test(name)) return needsGit(requiredExtensions[name] ?? 'it has an extension that is not known');
  }
  return undefined;
}

const requiredExtensions: Readonly<Record<string, string>> = { link: 'it is split', sdir: 'it is sparse' };

/** Whether the text is the same in UTF-8 and latin1. */
export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false;
  return true;
}
