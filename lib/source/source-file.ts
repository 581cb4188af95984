/** One file of the repository, decoded so that encoding the same text gives the same bytes (invariant 3). */
export interface SourceFile {
  /** Repository-relative path with '/' as separator. */
  readonly path: string;
  /** The whole text. A byte order mark, carriage returns and a missing final newline are part of it. */
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
  /** Permission bits as git records them: 0o644 or 0o755. */
  readonly mode: number;
  /** The statement that writes the text, where it is no file of the repository: people are shown that. */
  readonly writtenBy?: Span;
}

/** A half-open range `[start, end)` of UTF-16 offsets into the text of one file. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The path of a text that nobody keeps as a file but that a command stands for: a Dockerfile that `docker run` means
 * (§3.3). It tells where the command stands, so that a place in the text can be shown there.
 *
 * @param mark tells texts of one command apart
 */
export function synthesizedPath(home: Span, mark: string): string {
  return `${home.file}@${String(home.start)}-${String(home.end)}~${mark}`;
}

const synthesized = /^(.*)@(\d+)-(\d+)~[^/]*$/s;

export function isSynthesized(path: string): boolean {
  return synthesized.test(path);
}

/** Where a person finds what a span is about: of a synthesized text the command that stands for it. */
export function homeOf(span: Span): Span {
  const [, file, start, end] = synthesized.exec(span.file) ?? [];
  return file === undefined ? span : { file, start: Number(start), end: Number(end) };
}

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes bytes as UTF-8, or as latin1 where they are not valid UTF-8, so that no byte is ever lost. */
export function decodeSource(path: string, bytes: Uint8Array, mode = 0o644): SourceFile {
  try {
    return { path, text: strictUtf8.decode(bytes), encoding: 'utf8', mode };
  } catch {
    return { path, text: Buffer.from(bytes).toString('latin1'), encoding: 'latin1', mode };
  }
}

/** The bytes of `text` in the encoding that the file was read in. */
export function encodeSource(file: Pick<SourceFile, 'encoding'>, text: string): Buffer {
  return Buffer.from(text, file.encoding);
}

const lineStartCache = new WeakMap<SourceFile, readonly number[]>();

/** Offsets at which the lines of the file begin; the first is 0. Only '\n' ends a line. */
export function lineStarts(file: SourceFile): readonly number[] {
  let starts = lineStartCache.get(file);
  if (starts === undefined) {
    const found = [0];
    for (let at = file.text.indexOf('\n'); at !== -1; at = file.text.indexOf('\n', at + 1)) found.push(at + 1);
    starts = found;
    lineStartCache.set(file, starts);
  }
  return starts;
}

/** Line and column of an offset, both 1-based; offsets behind the text give its end. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = lineStarts(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.min(offset, file.text.length) - (starts[low] ?? 0) + 1 };
}

/** First and last line (1-based, inclusive) that the span touches. */
export function linesOf(file: SourceFile, span: Pick<Span, 'start' | 'end'>): { line: number; endLine: number } {
  return {
    line: positionAt(file, span.start).line,
    endLine: positionAt(file, Math.max(span.start, span.end - 1)).line,
  };
}
