import type { EscapeCharacter } from './types.js';

/** What a file settles for everything that reads its words. */
export interface Dialect {
  readonly escape: EscapeCharacter;
  readonly isSpace: (code: number) => boolean;
}

function isAsciiSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Go's `unicode.IsSpace`; `\s` of JavaScript differs from it (U+0085, U+FEFF). */
export function isUnicodeSpace(code: number): boolean {
  if (code < 0x80) return isAsciiSpace(code);
  if (code === 0x85 || code === 0xa0 || code === 0x1680) return true;
  if (code >= 0x2000 && code <= 0x200a) return true;
  return code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** In latin1 text 0x85 and 0xA0 may be the second byte of a letter, never a blank of their own. */
export function spaceTest(encoding: 'utf8' | 'latin1'): (code: number) => boolean {
  return encoding === 'latin1' ? isAsciiSpace : isUnicodeSpace;
}

/** The blanks that part words within an instruction: everything but the newline, and ASCII only. */
export function isWordBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || (code >= 0x0b && code <= 0x0d);
}

type Test = (code: number) => boolean;

/** The first offset in `[from, to)` that fails the test, else `to`. */
export function skipWhile(text: string, from: number, to: number, test: Test): number {
  let at = from;
  while (at < to && test(text.charCodeAt(at))) at++;
  return at;
}

/** The first offset in `[from, to)` that passes the test, else `to`. */
export function skipUntil(text: string, from: number, to: number, test: Test): number {
  let at = from;
  while (at < to && !test(text.charCodeAt(at))) at++;
  return at;
}

/** The end of `[from, to)` without the characters at its end that pass the test. */
export function trimEnd(text: string, from: number, to: number, test: Test): number {
  let end = to;
  while (end > from && test(text.charCodeAt(end - 1))) end--;
  return end;
}
