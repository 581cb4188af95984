import { structuredPatch } from 'diff';
import { encodeSource } from '../source/source-file.js';
import { encodingOf, isExecutable, textAfter, textBefore } from './change-bytes.js';
import type { FileChange } from './file-change.js';
import { gitQuote, needsQuotes } from './git-quote.js';

/** Lines around a change. */
const context = 3;

/**
 * Where the shortest edit is longer than this, the differing part becomes one block. A bound on edits and not on time, so that the
 * same input gives the same patch on every machine (invariant 4).
 */
const longestEdit = 2000;

const noNewline = '\\ No newline at end of file';

/** One file of a patch. The header is ASCII; the body is text in the file's own encoding. */
interface FilePatch {
  readonly header: string;
  readonly body: string;
  readonly change: FileChange;
}

/** Lines of a hunk carry their first character; counts are lines, starts are 1-based. */
interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}

/**
 * The changes as one patch in git's form, files by path, for people and for JSON.
 *
 * A file that is not UTF-8 was read as latin1, and its lines stand here as those characters; `renderPatchBytes` gives the bytes to apply.
 */
export function renderPatch(changes: readonly FileChange[]): string {
  return filePatches(changes)
    .map((patch) => patch.header + patch.body)
    .join('');
}

/** The same patch as bytes, every file's lines in that file's encoding: what `git apply` and `patch -p1` take. */
export function renderPatchBytes(changes: readonly FileChange[]): Buffer {
  const parts = filePatches(changes).map(({ header, body, change }) =>
    Buffer.concat([Buffer.from(header), encodeSource({ encoding: encodingOf(change) }, body)]),
  );
  return Buffer.concat(parts);
}

function filePatches(changes: readonly FileChange[]): FilePatch[] {
  const byPath = [...changes].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return byPath.flatMap((change) => {
    const hunks = hunksOf(textBefore(change), textAfter(change));
    const modes = modeLines(change);
    if (hunks.length === 0 && modes.length === 0) return [];
    return [{ header: headerOf(change, modes, hunks.length > 0), body: hunks.map(renderHunk).join(''), change }];
  });
}

function modeLines(change: FileChange): string[] {
  switch (change.kind) {
    case 'added':
      return [`new file mode ${gitMode(change.mode)}`, ...emptyIds(change.text, '0000000..e69de29')];
    case 'deleted':
      return [`deleted file mode ${gitMode(change.before.mode)}`, ...emptyIds(change.before.text, 'e69de29..0000000')];
    case 'modified': {
      const [before, after] = [gitMode(change.before.mode), gitMode(change.mode)];
      return before === after ? [] : [`old mode ${before}`, `new mode ${after}`];
    }
  }
}

/** Of an empty file GNU patch wants to see that it is one: by git's name for empty content. */
function emptyIds(text: string, ids: string): string[] {
  return text === '' ? [`index ${ids}`] : [];
}

function gitMode(mode: number): string {
  return isExecutable(mode) ? '100755' : '100644';
}

function headerOf(change: FileChange, modes: readonly string[], hasHunks: boolean): string {
  const names = { old: `a/${change.path}`, new: `b/${change.path}` };
  // Without hunks GNU patch finds the name in the first line only, where a blank would end it.
  const first = hasHunks ? gitQuoteWhereNeeded : gitQuoteBlanksToo;
  const lines = [`diff --git ${first(names.old)} ${first(names.new)}`, ...modes];
  if (hasHunks) {
    lines.push(`--- ${change.kind === 'added' ? '/dev/null' : withTab(names.old)}`);
    lines.push(`+++ ${change.kind === 'deleted' ? '/dev/null' : withTab(names.new)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function gitQuoteWhereNeeded(name: string): string {
  return needsQuotes(name) ? gitQuote(name) : name;
}

function gitQuoteBlanksToo(name: string): string {
  return name.includes(' ') || needsQuotes(name) ? gitQuote(name) : name;
}

/** A TAB ends a name with blanks; without it GNU patch takes the name up to the blank. */
function withTab(name: string): string {
  return gitQuoteWhereNeeded(name) + (name.includes(' ') ? '\t' : '');
}

function hunksOf(before: string, after: string): readonly Hunk[] {
  if (before === after) return [];
  const options = { context, maxEditLength: longestEdit };
  const patch = structuredPatch('a', 'b', before, after, undefined, undefined, options);
  return patch === undefined ? [wholeHunk(linesOf(before), linesOf(after))] : patch.hunks;
}

/** One hunk that replaces everything between the common beginning and the common end. */
function wholeHunk(before: readonly string[], after: readonly string[]): Hunk {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const from = Math.max(0, head - context);
  const kept = Math.max(0, tail - context);
  const lines = [
    ...prefixed(' ', before.slice(from, head)),
    ...prefixed('-', before.slice(head, before.length - tail)),
    ...prefixed('+', after.slice(head, after.length - tail)),
    ...prefixed(' ', before.slice(before.length - tail, before.length - kept)),
  ];
  const sizes = { oldLines: before.length - kept - from, newLines: after.length - kept - from };
  return { oldStart: from + 1, newStart: from + 1, ...sizes, lines };
}

/** The lines of a text, each with its newline where it has one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function prefixed(mark: string, lines: readonly string[]): string[] {
  return lines.flatMap((line) => (line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, noNewline]));
}

function renderHunk(hunk: Hunk): string {
  const header = `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`;
  return [header, ...hunk.lines].map((line) => `${line}\n`).join('');
}

/** An empty range stands behind the line before it; a count of one is left out. */
function range(start: number, lines: number): string {
  if (lines === 1) return String(start);
  return `${lines === 0 ? start - 1 : start},${lines}`;
}
