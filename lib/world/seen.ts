import { repositoryRoot } from './host-path.js';
import {
  childOf,
  findNode,
  originBelow,
  sameOrigin,
  type DirectoryNode,
  type Layer,
  type Node,
  type Origin,
} from './tree.js';

/**
 * A directory that a container saw through a mount that it could write to: beside what is known by name it may hold
 * more, here and in every directory below (§3.3). What an earlier container wrote is among what this one saw.
 */
export function seenBy(directory: DirectoryNode, origin: Origin): DirectoryNode {
  const layers = directory.layers.flatMap((layer): Layer[] => {
    // The container saw all of it: what nobody knew by name lies in the container, too.
    if (layer.kind !== 'entries') return [];
    const entries = [...layer.entries].map(
      ([name, entry]) => [name, entry.kind === 'directory' ? seenBy(entry, originBelow(origin, name)) : entry] as const,
    );
    return [{ kind: 'entries', entries: new Map(entries) }];
  });
  return { ...directory, layers: [{ kind: 'contents', origin, seen: true }, ...layers] };
}

/** The place in a container that saw the whole directory; null where none did. */
export function seenAs(node: Node): Origin | null {
  if (node.kind !== 'directory') return null;
  const [lowest] = node.layers;
  return lowest?.kind === 'contents' && lowest.seen === true ? lowest.origin : null;
}

/** The place in a container that saw the nearest directory on the way to a path; null where none did. */
export function seenAbove(root: Node, path: string): Origin | null {
  let seen = seenAs(root);
  let node = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (node.kind !== 'directory') break;
    const found = childOf(node, name);
    if (found.kind !== 'found') break;
    node = found.node;
    if (node.kind === 'directory') seen = seenAs(node) ?? seen;
  }
  return seen;
}

/**
 * Whether a directory still is what the container saw: the files of the checkout at their places, and what it wrote.
 * Then the container's own directory holds the same.
 *
 * @param path where the directory lies on the host
 */
export function isAsSeen(directory: DirectoryNode, path: string): boolean {
  const seen = seenAs(directory);
  if (seen === null) return false;
  return directory.layers.slice(1).every(
    (layer) =>
      layer.kind === 'entries' &&
      [...layer.entries].every(([name, entry]) => {
        const place = `${path}/${name}`;
        if (entry.kind === 'absent') return false;
        if (entry.kind === 'directory') return isAsSeen(entry, place);
        if (sameOrigin(entry.origin, originBelow(seen, name))) return true;
        return (
          entry.origin.kind === 'repository' &&
          `${repositoryRoot}/${entry.origin.path}` === place &&
          (entry.kind === 'link' || entry.mode.kind === 'kept')
        );
      }),
  );
}

/** Whether a wildcard brought names into a folder that a container could write to by itself. */
export function mixesMatches(root: Node, path: string): boolean {
  const found = findNode(root, path);
  if (found.kind !== 'found' || found.node.kind !== 'directory') return false;
  return seenAs(found.node) !== null && found.node.layers.some(({ kind }) => kind === 'matches');
}
