import { joinHostPath, repositoryPath, repositoryRoot, type HostPath } from '../world/host-path.js';
import { findNode, originsBelow, type Origin } from '../world/tree.js';
import { renderValue } from '../world/value.js';
import { contextSource } from '../dockerfile/copy.js';
import type { BuildReading, SourceUse } from '../infer/read-build.js';

/** C4, K8: a build context that the script itself makes out of artifacts and files of the repository. */
export function isStaged(reading: BuildReading): boolean {
  const { context, host } = reading.build;
  if (context.kind !== 'directory') return false;
  const found = findNode(host, context.path);
  return found.kind === 'found' && found.node.kind === 'directory' && isMade(found.node.origin);
}

/** By mkdir, or by tar, which gives the folder the mode of what it unpacks. */
function isMade(origin: Origin | null): boolean {
  return origin === null || origin.kind === 'artifact';
}

/** The folder that a staged context is made in; null where the context is a folder of the checkout. */
export function stagedFolder(reading: BuildReading): HostPath | null {
  return isStaged(reading) && reading.build.context.kind === 'directory' ? reading.build.context.path : null;
}

/** One file of a staged source, at its place below the source. */
export interface StagedFile {
  /** Relative to the source; '' is the source itself. */
  readonly path: string;
  readonly origin: Origin;
}

/** What lies at and below a source of a staged context, in the order in which it was put there. */
export function stagedFiles(reading: BuildReading, use: SourceUse): readonly StagedFile[] | null {
  const { context, host } = reading.build;
  if (context.kind !== 'directory') return null;
  const source = contextSource(renderValue(use.value));
  if (source.hasMeta) return null;
  const found = findNode(host, joinHostPath(context.path, source.path));
  return found.kind === 'found' ? originsBelow(found.node).map(({ path, origin }) => ({ path, origin })) : null;
}

/** Repository files that a staged context holds: the one context must hold them too. */
export function stagedRepositoryFiles(reading: BuildReading): readonly HostPath[] {
  const folder = stagedFolder(reading);
  if (folder === null) return [];
  const found = findNode(reading.build.host, folder);
  if (found.kind !== 'found') return [];
  return originsBelow(found.node).flatMap(({ origin }) =>
    origin.kind === 'repository' ? [`${repositoryRoot}/${origin.path}`] : [],
  );
}

/** Path of a repository file in a context, null where it lies outside. */
export function pathInContext(file: HostPath, context: HostPath): string | null {
  const inside = file.startsWith(`${context}/`) ? file.slice(context.length + 1) : null;
  return inside ?? (context === repositoryRoot ? repositoryPath(file) : null);
}
