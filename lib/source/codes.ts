import type { Severity } from './diagnostic.js';

/**
 * refusal: the pipeline is left alone. assumption: could change the image if it is wrong; `--strict` refuses it.
 * note: could not. input: what was given could not be read or used.
 */
export type CodeKind = 'refusal' | 'assumption' | 'note' | 'input';

export interface CodeEntry {
  readonly kind: CodeKind;
  readonly severity: Severity;
  /** Rule id of the semantics, where one rule is behind the code. */
  readonly rule?: string;
  /** One line for lists. */
  readonly title: string;
  /** `{name}` places are filled by `diagnose`. */
  readonly message: string;
  /** The next step. */
  readonly hint: string;
}

const entry = (kind: CodeKind, title: string, message: string, hint: string, rule?: string): CodeEntry => ({
  kind,
  severity: kind === 'refusal' || kind === 'input' ? 'error' : kind === 'assumption' ? 'warning' : 'note',
  title,
  message,
  hint,
  ...(rule === undefined ? {} : { rule }),
});

/** Every code that stagefold can print; `docs/codes/CODE.md` holds the page of each. */
export const codeTable = {
  'not-a-directory': entry('input', 'The path is not a directory', '{path} is not a directory.', 'Give the folder of a repository.'),
  'unreadable-file': entry('input', 'A file cannot be read', '{path} cannot be read: {why}.', 'Make the file readable, or leave it out with --script, --builder and --runtime.'),
  'no-consumer': entry('refusal', 'No runtime image takes the artifact', 'No runtime image takes {artifact}, which {image} hands over to {host}.', 'If the artifact is meant for the host alone, there is nothing to fold. Otherwise name the Dockerfile that copies it with --runtime.', 'K-e'),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codeTable;
