import { childOf, originBelow, sameOrigin, type DirectoryNode, type Layer, type Node, type Origin } from './tree.js';
import { knownText } from './value.js';

/** One name below a tree that the script changed after it had reached the host (3.4). */
export type TreeEdit =
  | { readonly kind: 'removed'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/** A tree of an image that is known as a whole, but for a few names. */
export interface EditedTree {
  readonly origin: Origin & { readonly kind: 'artifact' };
  readonly edits: readonly TreeEdit[];
}

/** A directory as an edited tree; null where nothing was edited, or more than names that went and links that came. */
export function editedTree(node: Node): EditedTree | null {
  if (node.kind !== 'directory') return null;
  const origin = wholeOrigin(node);
  const edits = origin === null ? null : editsOf(node, origin, '');
  return origin === null || edits === null || edits.length === 0 ? null : { origin, edits };
}

/** Whether a name is missing that an image may hold, so that the tree is not the image's any more. */
export function hasRemovals(node: Node): boolean {
  if (node.kind !== 'directory') return false;
  const start = node.layers.findIndex((layer) => layer.kind === 'contents');
  if (start === -1) return false;
  return node.layers
    .slice(start)
    .some((layer) => layer.kind === 'entries' && [...layer.entries.values()].some((entry) => entry.kind === 'absent'));
}

/** Whether a path lies in an edited tree. */
export function isInEditedTree(root: Node, path: string): boolean {
  let node = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (editedTree(node) !== null) return true;
    if (node.kind !== 'directory') return false;
    const found = childOf(node, name);
    if (found.kind !== 'found') return false;
    node = found.node;
  }
  return false;
}

function wholeOrigin({ layers }: DirectoryNode): EditedTree['origin'] | null {
  const [lowest] = layers;
  return lowest?.kind === 'contents' && lowest.seen !== true && lowest.origin.kind === 'artifact'
    ? lowest.origin
    : null;
}

function editsOf(node: DirectoryNode, origin: Origin, path: string): readonly TreeEdit[] | null {
  const edits = node.layers.slice(1).map((layer) => editsOfLayer(layer, origin, path));
  return edits.some((edit) => edit === null) ? null : edits.flatMap((edit) => edit ?? []);
}

function editsOfLayer(layer: Layer, origin: Origin, path: string): readonly TreeEdit[] | null {
  if (layer.kind !== 'entries') return null;
  const edits = [...layer.entries].map(([name, entry]): readonly TreeEdit[] | null => {
    const inner = path === '' ? name : `${path}/${name}`;
    if (entry.kind === 'absent') return [{ kind: 'removed', path: inner }];
    if (entry.kind === 'link') {
      const target = entry.target === null ? null : knownText(entry.target);
      return target === null || path !== '' ? null : [{ kind: 'link', path: inner, target }];
    }
    return entry.kind === 'directory' ? innerEdits(entry, originBelow(origin, name), inner) : null;
  });
  return edits.some((edit) => edit === null) ? null : edits.flatMap((edit) => edit ?? []);
}

/** A folder of the tree that was only opened. */
function innerEdits(node: DirectoryNode, origin: Origin, path: string): readonly TreeEdit[] | null {
  const own = wholeOrigin(node);
  const isOpened = own !== null && sameOrigin(own, origin) && node.mode.kind === 'kept';
  return isOpened ? editsOf(node, origin, path) : null;
}
