/** What the command sees of the world around it; tests put their own in place. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person reads standard output directly. */
  readonly isTerminal: boolean;
  /** Writes the result; a reader that has gone away is no error. */
  readonly result: (content: string | Uint8Array) => Promise<void>;
  /** Says something to the person. */
  readonly say: (text: string) => void;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const quiet = (): void => undefined;
  process.stderr.on('error', quiet);
  return {
    cwd: process.cwd(),
    env: process.env,
    isTerminal: process.stdout.isTTY,
    result: writeResult,
    say: (text) => void process.stderr.write(`${text}\n`),
  };
}

/** Gone readers (`| head`) end the writing; anything else, such as a full disk, is the person's to know. */
function writeResult(content: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      const isGone = error instanceof Error && 'code' in error && error.code === 'EPIPE';
      if (error === null || error === undefined || isGone) resolve();
      else reject(error);
    };
    process.stdout.on('error', done);
    process.stdout.write(content, done);
  });
}
