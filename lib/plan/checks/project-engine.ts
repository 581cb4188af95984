import { ciSystemOf } from '../../discover/names.js';
import { isReadFailure } from '../../source/file-tree.js';
import { floorOf, isLater, requirementsOf } from '../engine.js';
import type { Check } from './check.js';

/** VER-1: the CI configuration names an engine that cannot read the new file. */
export const projectEngine: Check = ({ run, builders, tree, explain }) => {
  const floor = floorOf([run, ...builders].flatMap(({ reading, step }) => requirementsOf(reading, step)));
  return [...tree.entries.keys()].flatMap((path) => {
    if (ciSystemOf(path) === undefined) return [];
    const file = tree.read(path);
    const found = isReadFailure(file) ? null : namedEngine(file.text);
    if (found === null || isLater(found.version, floor.version) || found.version === floor.version) return [];
    const span = { file: path, start: found.start, end: found.end };
    return [explain('engine-too-old', span, { version: found.version, floor: floor.version })];
  });
};

/** `image: docker:1.12`, `docker-engine=17.03`, `DOCKER_VERSION: 1.13.1`: the engine that a file asks for. */
function namedEngine(text: string): { readonly version: string; readonly start: number; readonly end: number } | null {
  const match =
    /(?:\bdocker:|\bdocker-(?:engine|ce)=[^\d\n]{0,4}|\bDOCKER_VERSION["']?\s*[:=]\s*["']?)v?(\d{1,2}\.\d{1,2})/.exec(
      text,
    );
  return match === null ? null : { version: match[1] ?? '', start: match.index, end: match.index + match[0].length };
}
