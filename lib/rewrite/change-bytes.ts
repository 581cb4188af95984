import { encodeSource, type SourceFile } from '../source/source-file.js';
import type { FileChange } from './file-change.js';

/** The encoding that both sides of a change are written in: a changed file keeps its own, a new one is UTF-8. */
export function encodingOf(change: FileChange): SourceFile['encoding'] {
  return change.kind === 'added' ? 'utf8' : change.before.encoding;
}

export function textBefore(change: FileChange): string {
  return change.kind === 'added' ? '' : change.before.text;
}

export function textAfter(change: FileChange): string {
  return change.kind === 'deleted' ? '' : change.text;
}

/** The bytes that the file held when it was read. */
export function bytesBefore(change: FileChange): Buffer {
  return encodeSource({ encoding: encodingOf(change) }, textBefore(change));
}

/** The bytes that the file shall hold. */
export function bytesAfter(change: FileChange): Buffer {
  return encodeSource({ encoding: encodingOf(change) }, textAfter(change));
}

/** Whether people may run a file of this mode. */
export function isExecutable(mode: number): boolean {
  return (mode & 0o111) !== 0;
}
