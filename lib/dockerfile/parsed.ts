import type { SourceFile } from '../source/source-file.js';
import { parseDockerfile } from './parse.js';
import { stagesOf, type StageList } from './stages.js';
import type { Dockerfile } from './types.js';

const parsed = new WeakMap<SourceFile, { readonly dockerfile: Dockerfile; readonly list: StageList }>();

/** The Dockerfile of a file, parsed once. */
export function dockerfileOf(file: SourceFile): { readonly dockerfile: Dockerfile; readonly list: StageList } {
  let result = parsed.get(file);
  if (result === undefined) {
    const dockerfile = parseDockerfile(file);
    result = { dockerfile, list: stagesOf(dockerfile) };
    parsed.set(file, result);
  }
  return result;
}
