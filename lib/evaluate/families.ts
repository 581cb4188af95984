import { beginsAsDockerfile } from '../discover/candidates.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';
import { parentPath, repositoryPath, type HostPath } from '../world/host-path.js';
import type { ExecutionPath, Trace } from '../world/step.js';

/**
 * A value that decides which Dockerfile or which folder is built, and all that it can be: the files of the checkout give
 * the list. With any other value the legacy script names a Dockerfile that does not exist.
 */
export interface Family {
  /** The symbol: `${ARCH}`, `${1}`, `$(uname -m)`. */
  readonly key: string;
  readonly values: readonly string[];
}

/** More members than this are no family of files, but a pattern that fits by chance. */
const mostMembers = 16;

/** The first value in the builds' paths that the files of the checkout list; null where there is none. */
export function findFamily(tree: FileTree, trace: Trace): Family | null {
  const keys = new Set(trace.paths.flatMap((path) => namedIn(path).flatMap(({ path: named }) => symbolsIn(named))));
  for (const key of keys) {
    const values = new Set(trace.paths.flatMap((path) => valuesOn(path, key, tree) ?? []));
    if (values.size > 0 && values.size <= mostMembers) return { key, values: [...values].sort() };
  }
  return null;
}

interface NamedPath {
  readonly path: HostPath;
  readonly kind: 'dockerfile' | 'context';
}

function namedIn({ steps }: ExecutionPath): readonly NamedPath[] {
  return steps.flatMap(({ effect }): NamedPath[] => {
    if (effect.kind !== 'build') return [];
    const { dockerfile, context, cwd } = effect.build;
    const file = 'path' in dockerfile ? relativeAt(dockerfile.path, cwd) : undefined;
    const folder = context.kind === 'none' ? undefined : relativeAt(context.path, cwd);
    return [
      ...(file === undefined ? [] : [{ path: file, kind: 'dockerfile' } as const]),
      ...(folder === undefined ? [] : [{ path: folder, kind: 'context' } as const]),
    ];
  });
}

/** A path that begins with a value is taken as relative: the files of the checkout decide. */
function relativeAt(path: HostPath | undefined, cwd: HostPath): HostPath | undefined {
  return path !== undefined && /^\/\$[{(]/.test(path) ? `${cwd}${path}` : path;
}

/** Variables of the environment, arguments, and what a command prints. */
const symbol = /\$\{\w+\}|\$\([^()]*\)/g;

function symbolsIn(path: HostPath): readonly string[] {
  return path.match(symbol) ?? [];
}

/** Values with which everything on one way exists that only this value decides; null where nothing does. */
function valuesOn(way: ExecutionPath, key: string, tree: FileTree): readonly string[] | null {
  const decided = namedIn(way).filter(
    ({ path }) => symbolsIn(path).length > 0 && symbolsIn(path).every((other) => other === key),
  );
  const lists = decided.map((named) => valuesOf(named, key, tree));
  const [first] = lists;
  return first === undefined ? null : [...first].filter((value) => lists.every((list) => list.has(value)));
}

function valuesOf({ path, kind }: NamedPath, key: string, tree: FileTree): ReadonlySet<string> {
  const inside = repositoryPath(path);
  if (inside === null) return new Set();
  const [head = '', ...rest] = inside.split(key).map(escaped);
  const pattern = new RegExp(`^${head}(.*)${rest.join('\\1')}$`);
  const names = kind === 'dockerfile' ? [...tree.entries.keys()] : [...foldersOf(tree)];
  const fitting = names.filter((name) => pattern.test(name) && (kind === 'context' || isDockerfile(name, tree)));
  return new Set(fitting.flatMap((name) => pattern.exec(name)?.[1] ?? []));
}

/** A file that `docker build -f` takes, whatever it is called. */
function isDockerfile(path: string, tree: FileTree): boolean {
  const file = tree.read(path);
  return !isReadFailure(file) && beginsAsDockerfile(file.text);
}

function foldersOf(tree: FileTree): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of tree.entries.keys())
    for (let at = parentPath(`/${path}`); at !== '/'; at = parentPath(at)) folders.add(at.slice(1));
  return folders;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
