import { parseDockerfile } from '../../dockerfile/parse.js';
import { expandText } from '../../dockerfile/expand.js';
import { stagesOf, type Stage } from '../../dockerfile/stages.js';
import { isReadFailure, type FileTree } from '../../source/file-tree.js';
import { repositoryPath } from '../../world/host-path.js';
import type { EntryKind, Origin } from '../../world/tree.js';
import { renderValue } from '../../world/value.js';
import type { Build, Image } from '../../world/world.js';
import { producedByRun } from '../produced.js';
import { lastValue } from './build.js';

/** Artifacts of two containers that are the same path of images of one Dockerfile: what the one is, the other is as well. */
export function isSameArtifact(a: Origin, b: Origin): boolean {
  if (a.kind !== 'artifact' || b.kind !== 'artifact' || a.path !== b.path || a.container === b.container) return false;
  const [first, second] = [sourceOf(a.container.image), sourceOf(b.container.image)];
  return first !== null && first === second;
}

/** The Dockerfile and the stage that an image is made of. */
function sourceOf(image: Image): string | null {
  if (image.kind !== 'built' || image.build.dockerfile.kind !== 'file') return null;
  const target = lastValue(image.build.options, '--target');
  return `${image.build.dockerfile.path} ${target === null ? '' : renderValue(target)}`;
}

/** What a RUN of the last stage makes of exactly this path; a name alone is no evidence. */
export function kindInImage({ container, path }: Origin & { kind: 'artifact' }, files: FileTree): EntryKind {
  const { image } = container;
  if (image.kind !== 'built' || lastValue(image.build.options, '--target') !== null) return 'unknown';
  const stage = lastStage(image.build, files);
  if (stage === null) return 'unknown';
  let workdir = '/';
  let kind: EntryKind = 'unknown';
  const values = new Map<string, string>();
  const known = (name: string): string | undefined => values.get(name);
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'ENV')
      for (const { key, value } of instruction.pairs) values.set(key, textOf(value, known));
    if (instruction.keyword === 'WORKDIR') workdir = below(workdir, textOf(instruction.value.text, known));
    if (instruction.keyword !== 'RUN') continue;
    const made = producedByRun(instruction, workdir, known).findLast((produced) => produced.path === path);
    if (made !== undefined) kind = made.kind === 'removed' ? 'unknown' : made.kind;
  }
  return kind;
}

function lastStage({ dockerfile }: Build, files: FileTree): Stage | null {
  const path = dockerfile.kind === 'file' ? repositoryPath(dockerfile.path) : null;
  const file = path === null ? null : files.read(path);
  if (file === null || isReadFailure(file)) return null;
  return stagesOf(parseDockerfile(file)).stages.at(-1) ?? null;
}

function textOf(text: string, known: (name: string) => string | undefined): string {
  const expanded = expandText(text, known);
  return 'error' in expanded ? text : expanded.value;
}

function below(folder: string, path: string): string {
  const joined = path.startsWith('/') ? path : `${folder}/${path}`;
  return joined.length > 1 ? joined.replace(/\/+/g, '/').replace(/\/$/, '') : '/';
}
