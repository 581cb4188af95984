import type { Span } from '../source/source-file.js';

/** One replacement in the text of a file. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** Carries edits out. They must not overlap; at one place they keep their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits]
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.index - b.index);
  let result = '';
  let at = 0;
  for (const { edit } of ordered) {
    result += text.slice(at, Math.max(at, edit.span.start)) + edit.text;
    at = Math.max(at, edit.span.end);
  }
  return result + text.slice(at);
}
