import { isReadFailure, type FileTree } from '../source/file-tree.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import { joinHostPath, repositoryPath } from '../world/host-path.js';
import { findNode } from '../world/tree.js';
import type { Trace } from '../world/step.js';
import type { Build } from '../world/world.js';

/** How many Dockerfiles, contexts and literal COPY sources of a trace's builds do not exist. */
export function missingFrom(tree: FileTree, trace: Trace): number {
  const builds = new Set<Build>();
  for (const path of trace.paths)
    for (const step of path.steps) if (step.effect.kind === 'build') builds.add(step.effect.build);
  return [...builds].reduce((sum, build) => sum + missingOf(tree, build), 0);
}

function missingOf(tree: FileTree, build: Build): number {
  const { dockerfile, context } = build;
  if (dockerfile.kind !== 'file') return 0;
  const missingContext = context.kind === 'directory' && findNode(build.host, context.path).kind === 'absent' ? 10 : 0;
  const path = repositoryPath(dockerfile.path);
  if (findNode(build.host, dockerfile.path).kind === 'absent' || path === null) return missingContext + 10;
  return missingContext + (context.kind === 'directory' ? missingSources(tree, path, context.path, build) : 0);
}

function missingSources(tree: FileTree, path: string, context: string, build: Build): number {
  const file = tree.read(path);
  if (isReadFailure(file)) return 0;
  let missing = 0;
  for (const instruction of parseDockerfile(file).instructions) {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    if (instruction.flags.some((flag) => flag.name === 'from')) continue;
    for (const source of instruction.sources) {
      const literal = !/[$*?[\\"']|:\/\//.test(source.text);
      if (literal && findNode(build.host, joinHostPath(context, source.text)).kind === 'absent') missing += 1;
    }
  }
  return missing;
}
