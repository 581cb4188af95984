import { opaqueNode, openDirectory, withContents, type Found, type Node } from '../../world/tree.js';

/** One node for what is found; null where nothing is. Several candidates become one directory, or an unknown. */
export function settledNode(found: Found): Node | null {
  switch (found.kind) {
    case 'found':
      return found.node;
    case 'absent':
      return null;
    case 'uncertain':
      return oneOf(found.candidates);
  }
}

function oneOf(candidates: readonly Node[]): Node | null {
  const [first] = candidates;
  if (first === undefined || candidates.length === 1) return first ?? null;
  const isDirectory = candidates.some(
    (node) => node.kind === 'directory' || (node.kind === 'opaque' && node.entry === 'directory'),
  );
  if (isDirectory) return [...candidates].reverse().reduce(overlay);
  const isFile = candidates.some((node) => node.kind === 'file' || (node.kind === 'opaque' && node.entry === 'file'));
  return opaqueNode({ kind: 'unknown', why: 'several things may be here' }, isFile ? 'file' : 'unknown');
}

function overlay(below: Node, above: Node): Node {
  const base = openDirectory(below);
  if (base === null) return above;
  if (above.kind === 'opaque') return withContents(base, above.origin);
  return above.kind === 'directory' ? { ...base, layers: [...base.layers, ...above.layers] } : base;
}
