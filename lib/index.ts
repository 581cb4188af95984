/**
 * The public API of stagefold.
 *
 * `convert` finds the builder patterns of a repository and gives a report and the file changes; it never writes.
 * `renderPatch` and `renderPatchBytes` print changes as a patch, `applyChanges` writes them: all files or none.
 *
 * @packageDocumentation
 */
export { convert } from './convert.js';
export type { ConvertOptions, ConvertResult, EngineChoice } from './convert-types.js';
export { applyChanges, type ApplyOptions, type ApplyResult } from './rewrite/apply.js';
export type { FileChange } from './rewrite/file-change.js';
export { renderPatch, renderPatchBytes } from './rewrite/patch.js';
export type {
  BuilderReport,
  ChangeReport,
  Conversion,
  ConversionStatus,
  HandOffReport,
  Report,
  RuntimeReport,
} from './report/report.js';
export type { Code, CodeEntry, CodeKind } from './source/codes.js';
export type { Diagnostic, Evidence, Severity } from './source/diagnostic.js';
export type { SourceFile } from './source/source-file.js';
