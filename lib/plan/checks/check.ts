import type { Diagnostic } from '../../source/diagnostic.js';
import type { FileTree } from '../../source/file-tree.js';
import type { Instruction } from '../../dockerfile/types.js';
import type { BuildRun, Inference } from '../../infer/infer.js';
import { chainOf } from '../artifact-evidence.js';
import type { MergedContext } from '../contexts.js';
import type { EngineChoice } from '../engine.js';
import type { Explain } from '../explain.js';
import type { CommandLineChange, PlannedHandOff } from '../model.js';

/** A pipeline as it is planned, for the checks of its hazards. */
export interface Checked {
  readonly runs: readonly BuildRun[];
  /** The runtime build that stands for all of `runs`. */
  readonly run: BuildRun;
  readonly builders: readonly BuildRun[];
  readonly context: MergedContext;
  readonly handOffs: readonly PlannedHandOff[];
  readonly commandLines: readonly CommandLineChange[];
  readonly tree: FileTree;
  readonly inference: Inference;
  readonly explain: Explain;
  readonly engine: EngineChoice;
}

/** One hazard of §4.3: what a person must know or decide; the kind of the code says which. */
export type Check = (pipeline: Checked) => readonly Diagnostic[];

/** The instructions that made the builder images, in order. */
export function builderInstructions({ builders }: Checked): readonly Instruction[] {
  return builders.flatMap(({ reading }) =>
    [...chainOf(reading)].reverse().flatMap((stage) => [stage.from, ...stage.instructions]),
  );
}
