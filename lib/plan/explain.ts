import type { Code } from '../source/codes.js';
import { diagnose, type Diagnostic, type FileLookup, type Values } from '../source/diagnostic.js';
import type { Span } from '../source/source-file.js';

/** Makes the diagnostics of one conversion. */
export type Explain = (code: Code, place: Span | string | null, values: Values) => Diagnostic;

export function explainWith(files: FileLookup): Explain {
  return (code, place, values) => diagnose(code, place, values, files);
}
