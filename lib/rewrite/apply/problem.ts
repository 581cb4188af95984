import type { Code } from '../../source/codes.js';

/** Why a file is not written. `why` completes the message of the code. */
export interface Problem {
  readonly code: Extract<Code, 'changed-since-read' | 'leaves-repository' | 'uncommitted-changes' | 'write-failed'>;
  readonly path: string;
  readonly why: string;
}

/** The short reason that the system gives for an error, without its call and path. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const match = /^[A-Z0-9]+: ([^,]+)/.exec(error.message);
  return match?.[1] ?? error.message;
}
