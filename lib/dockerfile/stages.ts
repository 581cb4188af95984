import type { Span } from '../source/source-file.js';
import type { ArgInstruction, Dockerfile, FromInstruction, Instruction } from './types.js';

export interface Stage {
  readonly index: number;
  /** Lower case, whatever the file says (ST-1); null where it has none (ST-3). */
  readonly name: string | null;
  readonly from: FromInstruction;
  /** Without the FROM. */
  readonly instructions: readonly Instruction[];
  /** From FROM to the end of the last instruction. */
  readonly span: Span;
}

export interface StageList {
  /** ARG before the first FROM (AR-1). */
  readonly globals: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
  /** Anything else before the first FROM: no engine accepts it. */
  readonly strays: readonly Instruction[];
}

/** Divides a Dockerfile into its stages. */
export function stagesOf(dockerfile: Dockerfile): StageList {
  const globals: ArgInstruction[] = [];
  const strays: Instruction[] = [];
  const parts: { from: FromInstruction; instructions: Instruction[] }[] = [];
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword === 'FROM') parts.push({ from: instruction, instructions: [] });
    else if (parts.length > 0) parts.at(-1)?.instructions.push(instruction);
    else if (instruction.keyword === 'ARG') globals.push(instruction);
    else strays.push(instruction);
  }
  return { globals, strays, stages: parts.map(({ from, instructions }, index) => stageOf(index, from, instructions)) };
}

function stageOf(index: number, from: FromInstruction, instructions: readonly Instruction[]): Stage {
  const last = instructions.at(-1) ?? from;
  return {
    index,
    name: from.stageName?.toLowerCase() ?? null,
    from,
    instructions,
    span: { ...from.span, end: last.span.end },
  };
}

/** True for `--from=2`: an index, never an image (ST-6). */
export function isStageIndex(reference: string): boolean {
  return /^[+-]?\d+$/.test(reference);
}

/**
 * The earlier stage that a reference means, else null: an image (ST-4, ST-6), or for an index no stage at all.
 *
 * @param use `COPY` (also mounts): a name in any case, or an index (ST-1). `FROM`: the name as written, no index.
 */
export function resolveStageReference(
  stages: readonly Stage[],
  beforeIndex: number,
  reference: string,
  use: 'COPY' | 'FROM' = 'COPY',
): Stage | null {
  const earlier = stages.slice(0, Math.max(0, beforeIndex));
  if (use === 'COPY' && isStageIndex(reference)) return earlier[Number(reference)] ?? null;
  const wanted = use === 'COPY' ? reference.toLowerCase() : reference;
  // Of two stages with one name the later one counts (ST-5).
  return earlier.findLast(({ name }) => name === wanted) ?? null;
}
