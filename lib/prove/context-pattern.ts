import { compilePattern, hasMeta, narrowerPattern } from '../dockerfile/patterns.js';
import {
  childOf,
  originBelow,
  type DirectoryNode,
  type Found,
  type Layer,
  type Node,
  type Origin,
} from '../world/tree.js';

/** What a pattern meets in a build context, with the context-relative path. */
export type PatternMatch =
  | { readonly kind: 'node'; readonly node: Node; readonly path: string }
  /** A link, or one of several candidates. */
  | { readonly kind: 'found'; readonly found: Found; readonly path: string }
  /** Below something whose names nobody knows: the rest of the pattern is carried over (K6, K9); null where none is left. */
  | { readonly kind: 'below'; readonly origin: Origin; readonly pattern: string | null; readonly path: string };

/** CO-S5: a pattern matches element by element. */
export function matchPattern(node: Node, elements: readonly string[], path = ''): readonly PatternMatch[] {
  const [element, ...rest] = elements;
  if (element === undefined) return [{ kind: 'node', node, path }];
  if (node.kind === 'opaque') return [below(node.origin, elements, path)];
  if (node.kind !== 'directory') return [];
  if (!hasMeta(element)) return intoName(node, element, rest, path);
  const compiled = compilePattern(element);
  const matched = 'error' in compiled ? [] : namesOf(node).filter(compiled.matches);
  const known = matched.flatMap((name) => intoName(node, name, rest, path));
  const brought = node.layers.flatMap((layer) => (layer.kind === 'matches' ? broughtBy(layer, elements, path) : []));
  // What a container may have written there counts where nothing else is meant (RUN-6).
  const unknown = node.layers.flatMap((layer) =>
    layer.kind === 'contents' && (layer.seen !== true || brought.length === 0)
      ? [below(layer.origin, elements, path)]
      : [],
  );
  return [...known, ...brought, ...unknown];
}

/** A wildcard over what a wildcard brought (K9); where the two do not fit, all that it brought. */
function broughtBy(
  { origin, pattern }: Layer & { readonly kind: 'matches' },
  [element = '', ...rest]: readonly string[],
  path: string,
): readonly PatternMatch[] {
  return [below(origin, [narrowerPattern(element, pattern.text) ?? `${pattern.text} as ${element}`, ...rest], path)];
}

function namesOf(node: DirectoryNode): readonly string[] {
  const names = node.layers.flatMap((layer) => (layer.kind === 'entries' ? [...layer.entries.keys()] : []));
  return [...new Set(names)].sort();
}

function intoName(node: DirectoryNode, name: string, rest: readonly string[], path: string): readonly PatternMatch[] {
  const inner = path === '' ? name : `${path}/${name}`;
  const found = childOf(node, name);
  if (found.kind === 'absent') return [];
  const isLink = found.kind === 'found' && rest.length === 0 && found.node.kind === 'link';
  if (found.kind === 'uncertain' || isLink) return [{ kind: 'found', found, path: inner }];
  return matchPattern(found.node, rest, inner);
}

function below(origin: Origin, elements: readonly string[], path: string): PatternMatch {
  const first = elements.findIndex((element) => hasMeta(element));
  const literal = first === -1 ? elements : elements.slice(0, first);
  const pattern = first === -1 ? null : elements.slice(first).join('/');
  const at = [path, ...literal].filter((part) => part !== '').join('/');
  return { kind: 'below', origin: literal.reduce(originBelow, origin), pattern, path: at };
}
