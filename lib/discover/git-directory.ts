import { lstatSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { decodePath, kindOfMode, parseIndex, type IndexEntry } from './git-index.js';

/** Where a checkout begins and where git keeps its index; a worktree and a submodule keep it elsewhere. */
export interface GitPlace {
  readonly top: string;
  readonly gitDirectory: string;
}

export type IndexResult =
  { readonly ok: true; readonly entries: readonly IndexEntry[] } | { readonly ok: false; readonly why: string };

/** Looks for the git directory in `path` and the folders above it, as git does (gitrepository-layout(5)). */
export function findGit(path: string): GitPlace | undefined {
  for (let top = path; ; top = dirname(top)) {
    const gitDirectory = gitDirectoryOf(join(top, '.git'));
    if (gitDirectory !== undefined) return { top, gitDirectory };
    if (dirname(top) === top) return undefined;
  }
}

/** Whether the folder is itself a git directory: such a folder holds no working files. */
export function isGitDirectory(path: string): boolean {
  return exists(join(path, 'HEAD')) && isDirectory(join(path, 'refs')) && isDirectory(join(path, 'objects'));
}

/** Reads the index: directly, or with git where only git can expand it. A repository without an index has no entries. */
export function readIndex(place: GitPlace): IndexResult {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(place.gitDirectory, 'index'));
  } catch (error) {
    return codeOf(error) === 'ENOENT'
      ? { ok: true, entries: [] }
      : { ok: false, why: `its git index cannot be read (${codeOf(error)})` };
  }
  const parsed = parseIndex(bytes);
  return parsed.ok ? parsed : listWithGit(place, parsed.why);
}

/** Reads the records of `git ls-files -s -z`: `MODE ID STAGE<TAB>PATH<NUL>`. */
export function parseListing(bytes: Buffer): readonly IndexEntry[] | undefined {
  const entries: IndexEntry[] = [];
  for (const record of bytes.toString('latin1').split('\0')) {
    if (record === '') continue;
    const match = /^([0-7]{6}) ([0-9a-f]{40,64}) ([0-3])\t([^]+)$/.exec(record);
    const [, mode = '', id = '', stage = '', latin = ''] = match ?? [];
    const kind = kindOfMode(Number.parseInt(mode, 8));
    if (match === null || kind === undefined) return undefined;
    entries.push({ ...decodePath(latin), kind, id, stage: Number(stage), intentToAdd: false });
  }
  return entries;
}

/** The code of a system error, such as ENOENT. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}

function gitDirectoryOf(dotGit: string): string | undefined {
  if (isDirectory(dotGit)) return exists(join(dotGit, 'HEAD')) ? dotGit : undefined;
  const target = /^gitdir: ([^\n\r]+)/.exec(readSmall(dotGit))?.[1];
  if (target === undefined) return undefined;
  const directory = resolve(dirname(dotGit), target);
  return exists(join(directory, 'HEAD')) ? directory : undefined;
}

/** Settings by which a repository could make git start a program, write to the index or fetch; all are turned off. */
const harmless = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.untrackedCache', 'false'],
  ['submodule.recurse', 'false'],
  ['protocol.allow', 'never'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const listingLimit = 1 << 30;

function listWithGit(place: GitPlace, because: string): IndexResult {
  // Loaded only here: almost no repository needs it, and it costs milliseconds at every start.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const where = [`--git-dir=${place.gitDirectory}`, `--work-tree=${place.top}`];
  const run = spawnSync('git', [...where, ...harmless, 'ls-files', '-s', '-z'], {
    cwd: place.top,
    env: safeEnvironment(process.env),
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: listingLimit,
    timeout: 60_000,
  });
  const entries = run.error === undefined && run.status === 0 ? parseListing(run.stdout) : undefined;
  return entries === undefined ? { ok: false, why: `${because}, and git could not list it` } : { ok: true, entries };
}

/**
 * The environment for git: nothing that redirects it (git(1), "Environment Variables"), no settings but the repository's,
 * no lazy fetch in a partial clone, and no PATH entry that is relative, since that would be a folder of the repository.
 */
export function safeEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^GIT_/i.test(name));
  const path = (environment['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return {
    ...Object.fromEntries(kept),
    PATH: path.join(delimiter),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function readSmall(path: string): string {
  try {
    const found = statSync(path);
    return found.isFile() && found.size < 65_536 ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
