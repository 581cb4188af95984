import { parentPath, type HostPath } from '../../world/host-path.js';
import { emptyDirectory, openDirectory, type DirectoryNode } from '../../world/tree.js';
import { setNode, withMode } from './copy-tree.js';
import { followLinks, isSettled, nodeAt, presenceOf } from './place.js';

/** Makes a directory and its missing parents; what is there must be a directory, and is taken as one. Null: a file stands in the way. */
export function makeParents(host: DirectoryNode, path: HostPath): DirectoryNode | null {
  if (path === '/') return host;
  const upper = makeParents(host, parentPath(path));
  const here = upper === null ? null : followLinks(upper, path, true);
  if (upper === null || here === null) return null;
  const node = presenceOf(upper, here) === 'absent' ? null : nodeAt(upper, here);
  if (node === null && here !== path) return null;
  if (node === null || (node.origin?.kind === 'unknown' && !isSettled(here)))
    return setNode(upper, here, emptyDirectory);
  if (openDirectory(node) === null) return null;
  const directory = node.kind === 'opaque' ? withMode({ ...node, entry: 'directory' }, node.mode) : node;
  return setNode(upper, here, directory);
}
