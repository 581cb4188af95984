import {
  displayPath,
  parentPath,
  relativeTo,
  repositoryPath,
  repositoryRoot,
  type HostPath,
} from '../world/host-path.js';
import { findNode, listNodes, originsBelow } from '../world/tree.js';
import { renderValue } from '../world/value.js';
import type { FileTree } from '../source/file-tree.js';
import { isReadFailure } from '../source/file-tree.js';
import type { BuildReading } from '../infer/read-build.js';
import type { Explain } from './explain.js';
import { ignoreRules, type IgnoreRules } from './ignored.js';
import type { Findings } from './model.js';
import { isStaged, pathInContext, stagedRepositoryFiles } from './staging.js';

/** The one context that serves all parts (3.1.4). */
export interface MergedContext {
  readonly path: HostPath;
  /** Folder of each part's old context below the new one. */
  prefixOf(reading: BuildReading): string;
}

export function contextOf(reading: BuildReading): HostPath | null {
  return reading.build.context.kind === 'directory' ? reading.build.context.path : null;
}

/** C1, C2, C3, C6: the context that holds the others; C5: the folder that holds them all. */
export function mergeContexts(
  runtime: BuildReading,
  builders: readonly BuildReading[],
  explain: Explain,
  findings: Findings,
): MergedContext | null {
  const used = [runtime, ...builders].filter(
    (reading) => !isStaged(reading) && (reading === runtime || reading.sources.length > 0),
  );
  const staged = stagedRepositoryFiles(runtime);
  const own = used.flatMap((reading) => contextOf(reading) ?? []);
  const contexts = own.length > 0 ? own : [emptyContext(runtime)];
  const widest =
    contexts.find((candidate) => contexts.every((context) => relativeTo(candidate, context) !== null)) ??
    commonFolder(contexts);
  const span = runtime.build.context.kind === 'directory' ? runtime.build.context.argument.word.span : runtime.path;
  const shown = contexts
    .map((context) => repositoryPath(context) ?? context)
    .map((context) => (context === '' ? '.' : context))
    .join(', ');
  if (
    widest === null ||
    runtime.build.context.kind === 'unknown' ||
    staged.some((file) => pathInContext(file, widest) === null) ||
    contexts.some((context) => relativeTo(repositoryRoot, context) === null)
  ) {
    findings.refusals.push(explain('contexts-differ', span, { contexts: shown }));
    return null;
  }
  if (!contexts.includes(widest))
    findings.notes.push(explain('wider-context', span, { contexts: shown, context: displayPath(widest) }));
  return {
    path: widest,
    prefixOf: (reading) => (isStaged(reading) ? '' : (relativeTo(widest, contextOf(reading) ?? widest) ?? '')),
  };
}

/** The nearest folder of the repository above all of them; null where one lies outside. */
function commonFolder(contexts: readonly HostPath[]): HostPath | null {
  const [first] = contexts;
  if (first === undefined || contexts.some((context) => repositoryPath(context) === null)) return null;
  let folder = first;
  while (folder !== repositoryRoot && !contexts.every((context) => relativeTo(folder, context) !== null))
    folder = parentPath(folder);
  return folder;
}

/** C6: where no build has a context, the folder in which the script builds is one as good as any. */
function emptyContext({ build: { cwd } }: BuildReading): HostPath {
  return repositoryPath(cwd) === null ? repositoryRoot : cwd;
}

/** What filtered the context of a legacy build: nothing, where it came as a tar (IG-3, IGN-5). */
export function legacyIgnore(tree: FileTree, reading: BuildReading): IgnoreRules | null {
  const { context } = reading.build;
  return context.kind === 'directory' && context.streamed !== true ? ignoreOf(tree, context.path) : null;
}

/** The ignore file that a local context has (IG-3). */
export function ignoreOf(tree: FileTree, context: HostPath): IgnoreRules | null {
  const known = ignoreFiles.get(tree) ?? new Map<HostPath, IgnoreRules | null>();
  ignoreFiles.set(tree, known);
  let rules = known.get(context);
  if (rules === undefined) {
    rules = readIgnore(tree, context);
    known.set(context, rules);
  }
  return rules;
}

const ignoreFiles = new WeakMap<FileTree, Map<HostPath, IgnoreRules | null>>();

function readIgnore(tree: FileTree, context: HostPath): IgnoreRules | null {
  const path = ignorePathOf(context);
  return path === null ? null : ignoreFileAt(tree, path, context);
}

/** Where the ignore file of a context lies, if it has one. */
export function ignorePathOf(context: HostPath): string | null {
  const folder = repositoryPath(context);
  if (folder === null) return null;
  return folder === '' ? '.dockerignore' : `${folder}/.dockerignore`;
}

/** The rules of one file for a context. */
export function ignoreFileAt(tree: FileTree, path: string, context: HostPath): IgnoreRules | null {
  if (!tree.entries.has(path)) return null;
  const file = tree.read(path);
  return isReadFailure(file) ? null : ignoreRules(path, file.text, context);
}

/** Host paths of the repository files at or below a part's sources. */
export function takenFiles(reading: BuildReading, context: HostPath): HostPath[] {
  return reading.sources.flatMap((use) => {
    const source = renderValue(use.value).replace(/^(?:\.?\/)+/, '');
    const fixed = source.split(/[*?[]/, 1)[0] ?? '';
    const folder = fixed === source ? source : fixed.slice(0, fixed.lastIndexOf('/') + 1);
    const path = folder === '' || folder === '.' ? context : `${context}/${folder.replace(/\/$/, '')}`;
    const found = findNode(reading.build.host, path);
    if (found.kind !== 'found') return [];
    if (found.node.kind !== 'directory') return [path];
    return listNodes(found.node)
      .filter(
        ({ node }) => node.kind === 'file' && originsBelow(node).some(({ origin }) => origin.kind === 'repository'),
      )
      .map((entry) => `${path}/${entry.path}`);
  });
}
