import { parseDockerfile } from '../../dockerfile/parse.js';
import { joinPath } from '../../dockerfile/paths.js';
import { resolveStageReference, stagesOf } from '../../dockerfile/stages.js';
import { isReadFailure, type FileTree } from '../../source/file-tree.js';
import { findNode } from '../../world/tree.js';
import type { Image } from '../../world/world.js';

/** The directory in which the containers of an image start; null where that is not known. */
export function imageWorkdir(image: Image, files: FileTree): string | null {
  if (image.kind !== 'built' || image.build.dockerfile.kind !== 'file') return null;
  const found = findNode(image.build.host, image.build.dockerfile.path);
  if (found.kind !== 'found' || found.node.kind !== 'file' || found.node.origin.kind !== 'repository') return null;
  const file = files.read(found.node.origin.path);
  if (isReadFailure(file)) return null;
  const { stages } = stagesOf(parseDockerfile(file));
  let at = stages.at(-1) ?? null;
  const texts: string[] = [];
  while (at !== null) {
    for (const instruction of [...at.instructions].reverse())
      if (instruction.keyword === 'WORKDIR') texts.unshift(instruction.value.text);
    at = resolveStageReference(stages, at.index, at.from.image.text, 'FROM');
  }
  const path = joinPath('/', ...texts);
  return texts.some((text) => text.includes('$')) || texts[0]?.startsWith('/') !== true ? null : path;
}
