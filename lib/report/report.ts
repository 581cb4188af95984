import type { Diagnostic, Evidence } from '../source/diagnostic.js';

/** The result of a conversion, as `--format json` prints it. Stable: additions are welcome, changes are not. */
export interface Report {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly root: string;
  readonly conversions: readonly Conversion[];
  readonly diagnostics: readonly Diagnostic[];
  readonly patch: string;
}

export type ConversionStatus = 'converted' | 'partial' | 'refused';

export interface BuilderReport {
  /** null where the builder is a public image that the script only runs. */
  readonly dockerfile: string | null;
  readonly image: string;
  readonly stage: string;
  readonly context: string;
}

export interface RuntimeReport {
  /** The legacy runtime Dockerfile. */
  readonly dockerfile: string;
  readonly image: string;
  readonly context: string;
  readonly target: string | null;
}

export interface HandOffReport {
  readonly stage: string;
  readonly image: string;
  /** Absolute path in the builder, variables as ${NAME}, no trailing '/' or '/.'. */
  readonly artifact: string;
  readonly via: 'copy' | 'shim' | 'mount';
  readonly kind: 'file' | 'directory' | 'unknown';
  /** Every host path the artifact had on its way, in order. */
  readonly host: readonly string[];
  /** Absolute path in the runtime image; of a directory: where its contents land. */
  readonly runtimePath: string;
  /** The emitted instruction as it stands in the Dockerfile. */
  readonly line: string;
  readonly evidence: readonly Evidence[];
}

export interface ChangeReport {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

export interface Conversion {
  /** Stable between runs. */
  readonly id: string;
  /** partial: the runtime image still takes an artifact from the host. */
  readonly status: ConversionStatus;
  readonly group: string;
  /** 'build.sh', 'Makefile#image', … */
  readonly entry: string;
  readonly scripts: readonly string[];
  readonly builders: readonly BuilderReport[];
  readonly runtime: RuntimeReport | null;
  readonly engine: { readonly floor: string; readonly because: Evidence | null };
  readonly hostCopies: readonly { readonly artifact: string; readonly host: string; readonly why: string }[];
  readonly handOffs: readonly HandOffReport[];
  readonly dockerfile: { readonly path: string; readonly text: string } | null;
  readonly files: readonly { readonly path: string; readonly change: 'added' | 'modified' | 'deleted' }[];
  readonly changes: readonly ChangeReport[];
  readonly proof: { readonly status: 'proven' | 'assumed' | 'failed'; readonly assumptions: readonly Diagnostic[] };
  readonly diagnostics: readonly Diagnostic[];
}
