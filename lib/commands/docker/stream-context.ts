import { repositoryRoot, type HostPath } from '../../world/host-path.js';
import { emptyDirectory, findNode, updateNode, type Archive, type DirectoryNode, type Node } from '../../world/tree.js';
import type { World } from '../../world/world.js';
import type { Invocation } from '../command.js';
import { copyTo, type MergeRules } from '../host/copy-tree.js';
import { makeParents } from '../host/make-parents.js';

/** A build context that came as a tar on standard input, as a folder of the host that the build saw (I-15). */
export interface StreamContext {
  readonly path: HostPath;
  readonly host: DirectoryNode;
}

/** Filters that docker takes off a context by itself (IG-1). */
const unpacked = /^(?:gzip|bzip2|xz)\b/;

/** Unpacks a context; null where not all of its members are known. */
export function streamContext(archive: Archive, invocation: Invocation, world: World): StreamContext | null {
  if (!archive.packed.every((filter) => unpacked.test(filter))) return null;
  const [only, ...more] = archive.members;
  const folder = only?.path === '' && more.length === 0 ? checkoutFolder(only.node) : null;
  if (folder !== null && only !== undefined) return wholeFolder(folder, only.node, world);
  const path = `/tmp/@context-${String(invocation.services.fresh('context'))}`;
  let host = updateNode(world.host, path, () => emptyDirectory);
  for (const member of archive.members) {
    const at = member.path === '' ? path : `${path}/${member.path}`;
    const ready = host === null ? null : makeParents(host, at.slice(0, at.lastIndexOf('/')));
    const source: Node =
      member.path === '' && member.node.kind === 'opaque' ? { ...member.node, entry: 'directory' } : member.node;
    host = ready === null ? null : copyTo(ready, at, source, rules).host;
  }
  return host === null ? null : { path, host };
}

const rules: MergeRules = { overFile: (_existing, source) => source, directoryModes: true, throughLinks: false };

/** The folder of the checkout that a node is, null for any other. */
function checkoutFolder(node: Node): HostPath | null {
  if (node.kind === 'file' || node.origin?.kind !== 'repository') return null;
  return node.origin.path === '' ? repositoryRoot : `${repositoryRoot}/${node.origin.path}`;
}

/** A folder as it stands, or as it is committed (`git archive`). */
function wholeFolder(path: HostPath, node: Node, world: World): StreamContext | null {
  const found = findNode(world.host, path);
  if (found.kind === 'found' && found.node === node) return { path, host: world.host };
  const host = updateNode(world.host, path, () => node);
  return host === null ? null : { path, host };
}
