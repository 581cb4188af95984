import type { EngineChoice } from './plan/engine.js';
import type { Report } from './report/report.js';
import type { FileChange } from './rewrite/file-change.js';

export type { EngineChoice };

/** What a person may say about a conversion. Paths are relative to the root, with '/' as separator. */
export interface ConvertOptions {
  /** Scripts that build, instead of discovery; `FILE#goal,goal` gives the order of goals. */
  readonly scripts: readonly string[];
  readonly builders: readonly string[];
  readonly runtimes: readonly string[];
  /** Refuse what rests on assumptions. */
  readonly strict: boolean;
  readonly engine: EngineChoice;
  /** Let the build write to the host what only the host wants; needs `engine: 'buildkit'`. */
  readonly extract?: boolean;
}

/** What a conversion found and would change. Nothing is written. */
export interface ConvertResult {
  readonly report: Report;
  readonly changes: readonly FileChange[];
  /** The input could not be read: the root is no directory, or a named file is missing. */
  readonly unreadable: boolean;
}
