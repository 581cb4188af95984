import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** A file of a test: its bytes, and whether people may run it. */
export interface TestFile {
  readonly bytes: Buffer;
  readonly executable: boolean;
}

export type TestTree = ReadonlyMap<string, TestFile>;

/** Gives a new folder to `action`, and removes it afterwards. */
export function inFolder<T>(action: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'stagefold-test-'));
  try {
    return action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same for an action that takes its time. */
export async function inFolderAsync(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stagefold-test-'));
  try {
    await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function writeTree(folder: string, tree: TestTree): void {
  for (const [path, { bytes, executable }] of tree) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    chmodSync(file, executable ? 0o755 : 0o644);
  }
}

/** All regular files below a folder but git's own. */
export function readTree(folder: string): TestTree {
  const items = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = items.filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name));
  const own = files.filter((file) => !relative(folder, file).startsWith('.git/')).sort();
  return new Map(own.map((file) => [relative(folder, file), readOne(file)]));
}

function readOne(file: string): TestFile {
  return { bytes: readFileSync(file), executable: (lstatSync(file).mode & 0o111) !== 0 };
}

/** A tree in a form that a failing comparison shows well. */
export function describeTree(tree: TestTree): Record<string, string> {
  const rows = [...tree].map(([path, { bytes, executable }]): [string, string] => [
    path,
    `${executable ? 'x' : '-'} ${JSON.stringify(bytes.toString('latin1'))}`,
  ]);
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly bytes: Buffer;
  readonly err: string;
}

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; input?: Uint8Array | string; env?: NodeJS.ProcessEnv },
): Ran {
  const result = spawnSync(program, args, { ...options, maxBuffer: 2 ** 28 });
  if (result.error !== undefined) throw result.error;
  return {
    code: result.status,
    out: result.stdout.toString(),
    bytes: result.stdout,
    err: result.stderr.toString(),
  };
}

/** Runs git in a folder, with nothing of the person's own configuration; fails loudly. */
export function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const result = run('git', [...identity, ...args], { cwd: folder, env });
  if (result.code !== 0) throw new Error(`git ${args.join(' ')}: ${result.err}`);
  return result.out;
}
