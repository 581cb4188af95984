import { isUtf8 } from 'node:buffer';
import { beginsAsDockerfile, roleOfShebang } from './candidates.js';
import { driverKind, kindOfPath } from './names.js';
import type { Checkout } from './repository.js';

export type ReferenceKind = 'ci' | 'make' | 'script' | 'compose' | 'docs' | 'ignore' | 'dockerfile' | 'other';

/** One mention of a Dockerfile, image tag or artifact. */
export interface Reference {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units: where the needle begins, behind `directory`. */
  readonly column: number;
  /** As it was given. */
  readonly needle: string;
  /** What stands directly before it, up to its last '/': 'docker/', './', '${DIR}/', 'registry:5000/'; '' without a '/'. */
  readonly directory: string;
  /** The line without its end. Of a line above 400 characters: the part around the mention. */
  readonly text: string;
  readonly kind: ReferenceKind;
}

export interface ReferenceOptions {
  /** Files to leave out. */
  readonly skip?: (path: string) => boolean;
}

interface Needle {
  readonly given: string;
  readonly bytes: Buffer;
}

interface Hit {
  readonly needle: Needle;
  readonly at: number;
}

/** Larger files are data; git and search tools draw similar lines. */
const fileLimit = 1 << 20;
/** Git's own test for binary files looks for a NUL in the first 8,000 bytes (buffer_is_binary). */
const binaryProbe = 8192;
const lineLimit = 400;

/**
 * Finds every mention of the needles in the text files of the checkout, as whole words of a path or tag: `Dockerfile.build`
 * is found in `./docker/Dockerfile.build` and at the end of a sentence, not in `Dockerfile.build.armhf` or `MyDockerfile.build`.
 * Binary files, files above 1 MiB and links are passed over. The order is that of the paths, then of the places.
 */
export function findReferences(
  checkout: Checkout,
  needles: readonly string[],
  options: ReferenceOptions = {},
): readonly Reference[] {
  const wanted = prepare(needles);
  if (wanted.length === 0) return [];
  const buffer = Buffer.allocUnsafe(fileLimit + 1);
  const found: Reference[] = [];
  for (const entry of checkout.entries.values()) {
    if (entry.kind !== 'file' || options.skip?.(entry.path) === true) continue;
    const length = checkout.head(entry.path, buffer);
    if (typeof length === 'number' && length <= fileLimit)
      found.push(...searchFile(entry.path, buffer.subarray(0, length), wanted));
  }
  return found;
}

/** A leading './' says nothing: the mention may have it or not. */
function prepare(needles: readonly string[]): readonly Needle[] {
  const distinct = new Map(needles.map((given) => [given.replace(/^(?:\.\/)+/, ''), given]));
  distinct.delete('');
  return [...distinct].map(([text, given]) => ({ given, bytes: Buffer.from(text, 'utf8') }));
}

function searchFile(path: string, bytes: Buffer, needles: readonly Needle[]): readonly Reference[] {
  const hits = needles.flatMap((needle) => hitsOf(bytes, needle));
  if (hits.length === 0 || bytes.subarray(0, binaryProbe).includes(0)) return [];
  hits.sort((one, other) => one.at - other.at || other.needle.bytes.length - one.needle.bytes.length);
  return describe(path, bytes, hits);
}

const noHits: readonly Hit[] = [];

function hitsOf(bytes: Buffer, needle: Needle): readonly Hit[] {
  let at = bytes.indexOf(needle.bytes);
  if (at < 0) return noHits;
  const hits: Hit[] = [];
  for (; at >= 0; at = bytes.indexOf(needle.bytes, at + 1)) {
    if (beginsWord(bytes, at) && endsWord(bytes, at + needle.bytes.length)) hits.push({ needle, at });
  }
  return hits;
}

/** A name cannot begin behind a character of a name, unless that belongs to an escape (`\n`) or to a glued `-f`. */
function beginsWord(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1];
  if (before === undefined || !isNameByte(before)) return true;
  const text = bytes.toString('latin1', Math.max(0, at - 3), at);
  return /\\[nrt]$|(?:^|[\s"'])-f$/.test(text);
}

/** A dot behind a name belongs to it when more follows (`Dockerfile.build.armhf`), and else ends a sentence. */
function endsWord(bytes: Buffer, at: number): boolean {
  let next = at;
  while (bytes[next] === dot) next += 1;
  const after = bytes[next];
  return after === undefined || !(isNameByte(after) || (next > at && (after === star || after === dollar)));
}

const dot = 0x2e;
const star = 0x2a;
const dollar = 0x24;

const nameBytes = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.')
  nameBytes[character.charCodeAt(0)] = 1;

function isNameByte(byte: number): boolean {
  return nameBytes[byte] === 1;
}

function describe(path: string, bytes: Buffer, hits: readonly Hit[]): readonly Reference[] {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  const kind = kindOf(path, bytes);
  let line = 1;
  let lineStart = 0;
  return hits.map(({ needle, at }) => {
    for (let end = bytes.indexOf(10, lineStart); end >= 0 && end < at; end = bytes.indexOf(10, lineStart)) {
      line += 1;
      lineStart = end + 1;
    }
    const before = bytes.toString(encoding, lineStart, at);
    const text = lineText(bytes, encoding, lineStart, at);
    return {
      path,
      line,
      column: before.length + 1,
      needle: needle.given,
      directory: directoryBefore(before),
      text,
      kind,
    };
  });
}

function lineText(bytes: Buffer, encoding: 'utf8' | 'latin1', start: number, at: number): string {
  const newline = bytes.indexOf(10, at);
  const end = newline < 0 ? bytes.length : newline;
  if (end - start <= lineLimit) return bytes.toString(encoding, start, end).replace(/\r$/, '');
  const from = Math.max(start, at - lineLimit / 2);
  return bytes.toString(encoding, from, Math.min(end, from + lineLimit)).replace(/\r$/, '');
}

/** The directory part in front of a name. A ':' belongs to it only as the port of a registry. */
function directoryBefore(before: string): string {
  if (!before.endsWith('/')) return '';
  let from = before.length;
  while (from > 0 && before.length - from < 4096 && /[\w.\-~+@${}%*/]/.test(before.charAt(from - 1))) from -= 1;
  const port = /^\d+\//.test(before.slice(from, from + 12))
    ? /[\w.-]{1,253}:$/.exec(before.slice(Math.max(0, from - 254), from))
    : null;
  return (port?.[0] ?? '') + before.slice(from);
}

function kindOf(path: string, bytes: Buffer): ReferenceKind {
  const named = kindOfPath(path);
  const isDockerfile = named === 'dockerfile?' && beginsAsDockerfile(bytes.toString('latin1', 0, 4096));
  const kind = isDockerfile ? 'dockerfile' : named === 'dockerfile?' ? driverKind(path) : named;
  switch (kind) {
    case 'ci':
    case 'make':
    case 'compose':
    case 'docs':
    case 'ignore':
    case 'dockerfile':
      return kind;
    case 'shell':
    case 'javascript':
    case 'powershell':
    case 'package-json':
    case 'other-driver':
      return 'script';
    default:
      return kindOfShebang(bytes);
  }
}

function kindOfShebang(bytes: Buffer): ReferenceKind {
  const role = roleOfShebang(bytes.toString('latin1', 0, 128));
  if (role === undefined) return 'other';
  return role === 'makefiles' ? 'make' : 'script';
}
