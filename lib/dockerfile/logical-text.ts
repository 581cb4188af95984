import type { Span } from '../source/source-file.js';

/** A run of characters that stands unbroken in the file. */
export interface TextPiece {
  /** Offset in the logical text. */
  readonly at: number;
  /** Offset in the file. */
  readonly start: number;
  readonly length: number;
}

/** A continued line after joining, with its way back into the file (DF-T2, DF-T3). */
export interface LogicalText {
  readonly file: string;
  readonly text: string;
  /** In order; never empty. */
  readonly pieces: readonly TextPiece[];
}

/** Joins ranges of `source`; `fallback` is the place of a text that has no characters at all. */
export function joinPieces(
  file: string,
  source: string,
  ranges: readonly { readonly start: number; readonly end: number }[],
  fallback: number,
): LogicalText {
  const pieces: TextPiece[] = [];
  const texts: string[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    if (end === start) continue;
    pieces.push({ at, start, length: end - start });
    texts.push(source.slice(start, end));
    at += end - start;
  }
  if (pieces.length === 0) pieces.push({ at: 0, start: fallback, length: 0 });
  return { file, text: texts.join(''), pieces };
}

function pieceAt(logical: LogicalText, offset: number): TextPiece {
  const { pieces } = logical;
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low] ?? { at: 0, start: 0, length: 0 };
}

function sourceOffset(logical: LogicalText, offset: number): number {
  const piece = pieceAt(logical, offset);
  return piece.start + Math.min(offset - piece.at, piece.length);
}

/** The place in the file of `text.slice(from, to)`; a range over a continuation covers the line break too. */
export function spanOf(logical: LogicalText, from: number, to: number): Span {
  const start = sourceOffset(logical, from);
  const end = to > from ? sourceOffset(logical, to - 1) + 1 : start;
  return { file: logical.file, start, end };
}
