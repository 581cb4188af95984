import type { SourceFile } from '../source/source-file.js';

/** What the rewrite does to one file. Texts are whole files; `mode` is 0o644 or 0o755. */
export type FileChange =
  | { readonly kind: 'added'; readonly path: string; readonly text: string; readonly mode: number }
  | {
      readonly kind: 'modified';
      readonly path: string;
      readonly before: SourceFile;
      readonly text: string;
      readonly mode: number;
    }
  | { readonly kind: 'deleted'; readonly path: string; readonly before: SourceFile };
