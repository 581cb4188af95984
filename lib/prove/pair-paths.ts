import type { ExecutionPath, Trace } from '../world/step.js';

/** A way through the legacy entry and one through the rewritten entry that the same circumstances lead to. */
export interface PathPair {
  readonly legacy: ExecutionPath;
  readonly rewritten: ExecutionPath;
}

export interface Pairing {
  readonly pairs: readonly PathPair[];
  /** Ways that no circumstance leads to on the other side. */
  readonly lonely: readonly ExecutionPath[];
}

/**
 * Pairs every legacy way with every rewritten way whose decisions do not contradict it. The rewrite may have fewer
 * decisions; where it has more, each of its ways must agree.
 */
export function pairPaths(legacy: Trace, rewritten: Trace): Pairing {
  const pairs = legacy.paths.flatMap((before) =>
    rewritten.paths
      .filter((after) => !contradicts(before, after))
      .map((after): PathPair => ({ legacy: before, rewritten: after })),
  );
  const met = new Set(pairs.flatMap((pair) => [pair.legacy, pair.rewritten]));
  const lonely = [...legacy.paths, ...rewritten.paths].filter((path) => !met.has(path));
  return { pairs, lonely };
}

function contradicts(a: ExecutionPath, b: ExecutionPath): boolean {
  return a.decisions.some(({ key, holds }) => b.decisions.some((other) => other.key === key && other.holds !== holds));
}
