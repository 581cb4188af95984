import { kindOfPath } from '../discover/names.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';
import type { SourceFile } from '../source/source-file.js';
import { repositoryPath } from '../world/host-path.js';
import type { Trace } from '../world/step.js';
import type { Build } from '../world/world.js';

export function readable(tree: FileTree, path: string): SourceFile | undefined {
  const file = tree.read(path);
  return isReadFailure(file) ? undefined : file;
}

export function buildsOf(traces: readonly Trace[]): ReadonlySet<Build> {
  const builds = new Set<Build>();
  for (const { paths } of traces)
    for (const { steps } of paths)
      for (const { effect } of steps) if (effect.kind === 'build') builds.add(effect.build);
  return builds;
}

/** Scripts, Dockerfiles and ignore files that differ between the trees (IGN-8): no other edit is excused. */
export function projectFiles(legacy: FileTree, rewritten: FileTree, traces: readonly Trace[]): readonly string[] {
  return candidateFiles(legacy, rewritten, traces).filter((path) => {
    const [before, after] = [readable(legacy, path), readable(rewritten, path)];
    return before?.text !== after?.text || before?.mode !== after?.mode;
  });
}

/** Data and sources are compared where a build takes them; here only what could start or steer one is read. */
export function differsAt(path: string, legacy: FileTree, rewritten: FileTree): boolean {
  const [before, after] = [legacy.entries.get(path), rewritten.entries.get(path)];
  if (before?.kind !== after?.kind || before?.executable !== after?.executable) return true;
  const kind = kindOfPath(path);
  if (kind === 'other' || kind === 'probe' || kind === 'docs') return false;
  return readable(legacy, path)?.text !== readable(rewritten, path)?.text;
}

/** Files that the migration may edit: scripts and Dockerfiles that take part, and ignore files. */
export function candidateFiles(legacy: FileTree, rewritten: FileTree, traces: readonly Trace[]): readonly string[] {
  const candidates = new Set(traces.flatMap(({ files }) => files));
  for (const { dockerfile } of buildsOf(traces)) {
    const path = dockerfile.kind === 'file' ? repositoryPath(dockerfile.path) : null;
    if (path !== null) candidates.add(path);
  }
  for (const path of [...legacy.entries.keys(), ...rewritten.entries.keys()])
    if (kindOfPath(path) === 'ignore') candidates.add(path);
  return [...candidates];
}
