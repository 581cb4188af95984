import { baseName, displayPath, parentPath, repositoryPath } from '../../world/host-path.js';
import type { Check } from './check.js';

/** CTX-5: on a host that does not tell upper from lower case the artifact met a file of the checkout. */
export const caseCollision: Check = ({ handOffs, tree, explain }) => {
  const hosts = new Map(handOffs.flatMap(({ host, instruction }) => host.map((path) => [path, instruction] as const)));
  return [...hosts].flatMap(([path, instruction]) => {
    const inside = repositoryPath(path);
    const other = inside === null ? null : namedAlike(inside, [...tree.entries.keys()]);
    return other === null ? [] : [explain('case-collision', instruction.span, { path: displayPath(path), other })];
  });
};

/** Another name of the same folder that differs in case alone. */
function namedAlike(path: string, known: readonly string[]): string | null {
  const folder = path.includes('/') ? `${parentPath(`/${path}`).slice(1)}/` : '';
  const name = baseName(path);
  for (const file of known) {
    if (!file.startsWith(folder)) continue;
    const [other = ''] = file.slice(folder.length).split('/');
    if (other !== name && other.toLowerCase() === name.toLowerCase()) return `${folder}${other}`;
  }
  return null;
}
