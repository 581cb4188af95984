import type { FileChange } from '../../lib/rewrite/file-change.js';
import { decodeSource } from '../../lib/source/source-file.js';

export interface Side {
  readonly bytes: string | Buffer;
  readonly mode?: number;
}

/** What a patch does to one file; null stands for no file. */
export interface PatchCase {
  readonly name: string;
  readonly path?: string;
  readonly before: Side | null;
  readonly after: Side | null;
}

const numbers = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join('');

const replaced = (text: string, from: string, to: string): string => text.replace(from, to);

export const patchCases: readonly PatchCase[] = [
  {
    name: 'a changed line',
    before: { bytes: numbers(20) },
    after: { bytes: replaced(numbers(20), 'line 9\n', 'nine\n') },
  },
  {
    name: 'a changed first line',
    before: { bytes: numbers(20) },
    after: { bytes: replaced(numbers(20), 'line 1\n', '') },
  },
  { name: 'lines added at the end', before: { bytes: numbers(5) }, after: { bytes: `${numbers(5)}more\nlines\n` } },
  { name: 'lines added at the beginning', before: { bytes: numbers(5) }, after: { bytes: `first\n${numbers(5)}` } },
  {
    name: 'two changes far apart',
    before: { bytes: numbers(40) },
    after: { bytes: replaced(replaced(numbers(40), 'line 3\n', ''), 'line 33\n', 'a\nb\n') },
  },
  { name: 'a new file', before: null, after: { bytes: 'FROM scratch\n' } },
  { name: 'a new file in a new folder', path: 'a/b/c', before: null, after: { bytes: 'one\ntwo\n' } },
  { name: 'a new executable file', path: 'run.sh', before: null, after: { bytes: '#!/bin/sh\n', mode: 0o755 } },
  { name: 'a deleted file', before: { bytes: numbers(3) }, after: null },
  { name: 'a deleted executable file', before: { bytes: numbers(3), mode: 0o755 }, after: null },
  { name: 'a deleted file in a folder of its own', path: 'a/b', before: { bytes: 'x\n' }, after: null },
  { name: 'a file that becomes executable', before: { bytes: 'x\n' }, after: { bytes: 'x\n', mode: 0o755 } },
  { name: 'a file that is no longer executable', before: { bytes: 'x\n', mode: 0o755 }, after: { bytes: 'x\n' } },
  {
    name: 'a changed mode of a name with a blank',
    path: 'a b',
    before: { bytes: 'x' },
    after: { bytes: 'x', mode: 0o755 },
  },
  { name: 'mode and content', before: { bytes: 'x\n' }, after: { bytes: 'y\n', mode: 0o755 } },
  { name: 'no newline at the end before', before: { bytes: 'a\nb' }, after: { bytes: 'a\nb\n' } },
  { name: 'no newline at the end after', before: { bytes: 'a\nb\n' }, after: { bytes: 'a\nb' } },
  { name: 'no newline at the end on both sides', before: { bytes: 'a\nb\nc' }, after: { bytes: 'A\nb\nc' } },
  { name: 'another last line without newline', before: { bytes: 'a\nb\nc' }, after: { bytes: 'a\nb\nd' } },
  { name: 'a new file without newline', before: null, after: { bytes: 'a' } },
  { name: 'a deleted file without newline', before: { bytes: 'a' }, after: null },
  { name: 'an empty new file', before: null, after: { bytes: '' } },
  { name: 'an empty new file whose name has a blank', path: 'a b', before: null, after: { bytes: '' } },
  { name: 'an empty deleted file', before: { bytes: '' }, after: null },
  { name: 'a file that becomes empty', before: { bytes: 'a\nb\n' }, after: { bytes: '' } },
  { name: 'an empty file that is filled', before: { bytes: '' }, after: { bytes: 'a\nb\n' } },
  { name: 'CRLF', before: { bytes: 'a\r\nb\r\nc\r\n' }, after: { bytes: 'a\r\nB\r\nc\r\n' } },
  { name: 'LF that becomes CRLF', before: { bytes: 'a\nb\n' }, after: { bytes: 'a\r\nb\n' } },
  { name: 'CRLF in a new file', before: null, after: { bytes: 'a\r\nb\r\n' } },
  { name: 'CRLF in a deleted file', before: { bytes: 'a\r\nb\r\n' }, after: null },
  { name: 'lone carriage returns', before: { bytes: 'a\rb\nc\r\rd\n' }, after: { bytes: 'a\rb\nC\r\rd\n' } },
  { name: 'a byte order mark', before: { bytes: '\ufeffa\nb\n' }, after: { bytes: '\ufeffa\nB\n' } },
  {
    name: 'odd line separators',
    before: { bytes: 'a\u2028b\u0085\f\v\nc\n' },
    after: { bytes: 'a\u2028b\u0085\f\v\nd\n' },
  },
  {
    name: 'lines that look like a patch',
    before: { bytes: '--- a\n+++ b\n@@ -1 +1 @@\n' },
    after: { bytes: '-- a\n++ b\n' },
  },
  { name: 'UTF-8', before: { bytes: 'ä\n日本\n' }, after: { bytes: 'ä\n日本語\n' } },
  {
    name: 'latin1',
    before: { bytes: Buffer.from('gr\xfc\xdfe\nx\n', 'latin1') },
    after: { bytes: Buffer.from('gr\xfc\xdfe\ny\n', 'latin1') },
  },
  { name: 'a deleted latin1 file', before: { bytes: Buffer.from([0xff, 0x0a]) }, after: null },
  { name: 'a name with blanks', path: 'my docker file', before: { bytes: 'a\n' }, after: { bytes: 'b\n' } },
  { name: 'a new file whose name has blanks', path: 'my folder/a file', before: null, after: { bytes: 'b\n' } },
  { name: 'a deleted file whose name has blanks', path: 'my folder/a file', before: { bytes: 'b\n' }, after: null },
  { name: 'a name that is not ASCII', path: 'größe/日本', before: { bytes: 'a\n' }, after: { bytes: 'b\n' } },
  {
    name: 'a name with quote, backslash and TAB',
    path: 'a"b\\c\td e',
    before: { bytes: 'a\n' },
    after: { bytes: 'b\n' },
  },
  { name: 'a name with a newline', path: 'a\nb', before: { bytes: 'a\n' }, after: { bytes: 'b\n' } },
  { name: 'a new file whose name is not ASCII', path: 'größe', before: null, after: { bytes: '', mode: 0o755 } },
  { name: 'no change', before: { bytes: 'a\n' }, after: { bytes: 'a\n' } },
];

const bytesOf = (side: Side): Buffer => Buffer.from(side.bytes);

/** The change that a rewrite would hand over for the case; null where nothing exists on either side. */
export function changeOf({ path = 'Dockerfile', before, after }: PatchCase): FileChange | null {
  if (before === null && after === null) return null;
  if (before === null) return added(path, after);
  const source = decodeSource(path, bytesOf(before), before.mode ?? 0o644);
  if (after === null) return { kind: 'deleted', path, before: source };
  const text = bytesOf(after).toString(source.encoding);
  return { kind: 'modified', path, before: source, text, mode: after.mode ?? 0o644 };
}

function added(path: string, after: Side | null): FileChange | null {
  return after === null ? null : { kind: 'added', path, text: bytesOf(after).toString(), mode: after.mode ?? 0o644 };
}

/** The tree with one side's file in it. */
export function treeOf(cases: readonly PatchCase[], pick: (one: PatchCase) => Side | null) {
  return new Map(
    cases.flatMap((one) => {
      const side = pick(one);
      const file = side === null ? null : { bytes: bytesOf(side), executable: side.mode === 0o755 };
      return file === null ? [] : [[one.path ?? 'Dockerfile', file] as const];
    }),
  );
}
