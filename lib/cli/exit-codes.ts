/** What the exit codes mean; other programs rely on them. */
export const exitCode = {
  done: 0,
  /** `--check` found something to convert. */
  found: 1,
  /** Wrong usage, or input or output that cannot be read or written. */
  usage: 2,
  /** A builder pattern is there, and all of it was refused. */
  refused: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
