import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileChange } from '../file-change.js';
import type { Problem } from './problem.js';

interface GitAnswer {
  readonly ok: boolean;
  readonly output: string;
  readonly why: string;
}

/** Nothing that the repository configures may start: no hook, fsmonitor, submodule or fetch; `withoutFilters` adds the filters. */
const quiet = [
  '--no-optional-locks',
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'core.hooksPath=/dev/null'],
  ...['-c', 'core.untrackedCache=false'],
  ...['-c', 'protocol.allow=never'],
];

const statusOptions = [
  '--porcelain=v1',
  '-z',
  '--no-renames',
  '--untracked-files=all',
  '--ignored=matching',
  '--ignore-submodules=all',
];

/** Changed files whose present content git could not give back. Outside of a git repository there is nothing to compare with. */
export function findUncommitted(root: string, changes: readonly FileChange[]): Problem[] {
  if (changes.length === 0 || !isInRepository(root)) return [];
  const all = (why: string): Problem[] =>
    changes.map(({ path }) => ({ code: 'uncommitted-changes', path, why: `cannot be compared with git: ${why}` }));
  const filters = listFilters(root);
  if (filters.some((name) => name.includes('=')))
    return all('a content filter with "=" in its name cannot be switched off');
  const paths = changes.map((change) => change.path);
  const status = git(root, [...withoutFilters(filters), 'status', ...statusOptions, '--', ...paths]);
  if (!status.ok) return all(status.why);
  const prefix = git(root, ['rev-parse', '--show-prefix']).output.replace(/\n$/, '');
  const rows = status.output.split('\0').filter((row) => row.slice(3).startsWith(prefix));
  return rows.flatMap((row) => problemsOf(row.slice(0, 2), row.slice(3 + prefix.length), changes));
}

/** An untracked or ignored folder stands for the files in it; a file to be added is not there, so it cannot be lost. */
function problemsOf(state: string, path: string, changes: readonly FileChange[]): Problem[] {
  const unknownToGit = state === '??' || state === '!!';
  const isMeant = (change: FileChange): boolean =>
    change.path === path ||
    (unknownToGit && change.kind !== 'added' && path.endsWith('/') && change.path.startsWith(path));
  const why =
    state === '??' ? 'is not tracked by git' : state === '!!' ? 'is ignored by git' : 'has uncommitted changes';
  return changes.filter(isMeant).map((change) => ({ code: 'uncommitted-changes', path: change.path, why }));
}

function isInRepository(root: string): boolean {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** Names of the content filters that the configuration defines: `status` would run them. */
function listFilters(root: string): string[] {
  const { output } = git(root, ['config', '--null', '--name-only', '--get-regexp', '^filter\\.']);
  const names = output.split('\0').flatMap((key) => /^filter\.(.*)\.[^.]*$/s.exec(key)?.[1] ?? []);
  return [...new Set(names)];
}

function withoutFilters(names: readonly string[]): string[] {
  const settings = names.flatMap((name) => [
    `filter.${name}.clean=`,
    `filter.${name}.process=`,
    `filter.${name}.required=false`,
  ]);
  return settings.flatMap((setting) => ['-c', setting]);
}

function git(root: string, args: readonly string[]): GitAnswer {
  const result = spawnSync('git', [...quiet, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: gitEnvironment(),
    maxBuffer: 2 ** 28,
  });
  if (result.error !== undefined) return { ok: false, output: '', why: 'git cannot be started' };
  return { ok: result.status === 0, output: result.stdout, why: result.stderr.trim() };
}

/** A git hook or alias that started us must not point git at another repository. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, ...rest } = process.env;
  return { ...rest, GIT_LITERAL_PATHSPECS: '1', LC_ALL: 'C' };
}
