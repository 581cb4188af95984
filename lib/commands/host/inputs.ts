import { findNode, originsBelow, type Node, type Origin } from '../../world/tree.js';
import { knownText, type Value } from '../../world/value.js';
import type { Invocation } from '../command.js';
import { asFile, setNode } from './copy-tree.js';
import { nodeAt, placeOf } from './place.js';
import { reading, wrote, type Progress } from './progress.js';

export interface Inputs {
  readonly progress: Progress;
  readonly origins: readonly Origin[];
}

/** Reads every word that names something in the host tree. */
export function readInputs(values: readonly Value[], progress: Progress, invocation: Invocation): Inputs {
  return values.reduce<Inputs>(
    (inputs, value) => {
      const text = knownText(value);
      if (value.length === 0 || text === '-' || text?.startsWith('/dev/') === true) return inputs;
      const place = placeOf(value, progress.world, invocation.services);
      const path = place.target ?? place.path;
      const { host } = progress.world;
      const node = findNode(host, path).kind === 'absent' ? null : nodeAt(host, path);
      if (node === null) return inputs;
      return { progress: reading(inputs.progress, path), origins: [...inputs.origins, ...originsOf(node)] };
    },
    { progress, origins: [] },
  );
}

/** Where everything that a node holds comes from. */
export function originsOf(node: Node): readonly Origin[] {
  return originsBelow(node).map((placed) => placed.origin);
}

/** Changes the content of files where they stand: `strip a`, `sed -i … a`. */
export function changeInPlace(
  values: readonly Value[],
  by: string,
  progress: Progress,
  invocation: Invocation,
  follow: FollowText = () => null,
): Progress {
  return values.reduce((at, value) => {
    const place = placeOf(value, at.world, invocation.services);
    const path = place.target ?? place.path;
    const node = nodeAt(at.world.host, path);
    return node === null
      ? { ...at, failed: true }
      : wrote(reading(at, path), path, setNode(at.world.host, path, changedNode(node, by, follow)));
  }, progress);
}

/** The text that a command makes of a file; null where it is not followed. */
export type FollowText = (origin: Origin) => Value | null;

function changedNode(node: Node, by: string, follow: FollowText): Node {
  const text = node.kind === 'file' ? follow(node.origin) : null;
  return node.kind === 'file' && text !== null
    ? { ...node, origin: { kind: 'generated', text } }
    : derivedNode(node, by);
}

/** The node after a command changed it: a file with the same mode. */
function derivedNode(node: Node, by: string): Node {
  if (node.kind === 'directory')
    return {
      kind: 'opaque',
      entry: 'directory',
      mode: node.mode,
      origin: { kind: 'derived', by, from: originsOf(node) },
    };
  if (node.kind === 'link') return node;
  return asFile({ ...node, origin: { kind: 'derived', by, from: [node.origin] } });
}

/** Puts a file that a command made at a path; its mode is that of anything new. */
export function writeDerived(value: Value, origin: Origin, progress: Progress, invocation: Invocation): Progress {
  const place = placeOf(value, progress.world, invocation.services);
  const path = place.target ?? place.path;
  return wrote(
    progress,
    path,
    setNode(progress.world.host, path, { kind: 'file', origin, mode: { kind: 'bits', bits: 0o644 } }),
  );
}
