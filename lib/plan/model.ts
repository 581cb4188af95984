import type { EmitWord } from '../dockerfile/emit.js';
import type { Stage } from '../dockerfile/stages.js';
import type { Instruction } from '../dockerfile/types.js';
import type { Diagnostic, Evidence } from '../source/diagnostic.js';
import type { Command } from '../script/program.js';
import type { HostPath } from '../world/host-path.js';
import type { EntryKind } from '../world/tree.js';
import type { Container, Image } from '../world/world.js';
import type { BuildRun } from '../infer/infer.js';
import type { EngineFloor } from './engine.js';
import type { IgnoreChange } from './ignore-merge.js';
import type { BuildReading, CopyInstruction } from '../infer/read-build.js';

/** One line that a COPY or ADD of the legacy file becomes. */
export type PlannedLine =
  /** Sources of the context: words as they are written, or literal paths where they moved. */
  | { readonly kind: 'context'; readonly sources: readonly EmitWord[]; readonly destination: EmitWord }
  | {
      readonly kind: 'stage';
      readonly from: string;
      readonly chown: string | null;
      /** Octal; null: the mode of the source. */
      readonly chmod: string | null;
      readonly source: EmitWord;
      readonly destination: EmitWord;
    };

/** What becomes of one COPY or ADD that took artifacts. */
export interface InstructionChange {
  readonly instruction: CopyInstruction;
  readonly lines: readonly PlannedLine[];
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

/** A stage that only rearranges files, so that a following COPY is exact (3.1.6). */
export interface Shim {
  readonly name: string;
  readonly base: string;
  /** The builder ends as another user. */
  readonly becomeRoot: boolean;
  readonly args: readonly string[];
  readonly commands: readonly string[];
}

/** One legacy Dockerfile inside the merged one. */
export interface Part {
  readonly run: BuildRun;
  readonly reading: BuildReading;
  /** It goes on in the final stage of the part before it, without a FROM of its own (T-R8). */
  readonly appended: boolean;
  /** Name of the final stage; null where it keeps the one it has, or needs none (the runtime). */
  readonly stage: string | null;
  readonly changes: readonly InstructionChange[];
  /** Folder of its old context below the new one; '' where they are the same. */
  readonly prefix: string;
  /** New names of its inner stages (M3). */
  readonly stageNames: ReadonlyMap<Stage, string>;
  /** FROM and --from of images that are stages now: instruction to stage name (M5). */
  readonly stageReferences: ReadonlyMap<Instruction, string>;
  /** Arguments that get another name in this part (ARG-1, ARG-2, ARG-5). */
  readonly renames: ReadonlyMap<string, string>;
}

export interface PlannedHandOff {
  readonly image: Image;
  /** null where the Dockerfile itself names the image (I-21). */
  readonly container: Container | null;
  readonly stage: string;
  /** With script values as `${NAME}`. */
  readonly artifact: string;
  readonly via: 'copy' | 'shim';
  readonly kind: EntryKind;
  readonly runtimePath: string;
  readonly host: readonly HostPath[];
  /** The line that carries it, to be found again in the emitted text. */
  readonly line: PlannedLine;
  readonly instruction: CopyInstruction;
  readonly evidence: readonly Evidence[];
}

/** What changes on the command line of the build that is left (3.1.5). */
export interface CommandLineChange {
  readonly command: Command;
  readonly run: BuildRun;
  /** Options to add, as shell text, in order. */
  readonly added: readonly string[];
  /** Path for `-f`, relative to the current directory; null: what is there stays. */
  readonly file: string | null;
  /** New context, relative to the current directory; null: what is there stays. */
  readonly context: string | null;
  readonly target: string | null;
  /** The Dockerfile came on standard input: the heredoc, or what stands in front of the pipe, goes (I-14, I-16). */
  readonly dropsInput: boolean;
  /** The image gets no name: the build only writes files. */
  readonly dropsTags?: boolean;
  /** Names of --build-arg whose name changes on this line. */
  readonly renames: ReadonlyMap<string, string>;
}

/** What an arm keeps for the build that is left, in the place of its own build (ARG-1). */
export interface ArmAssignment {
  readonly command: Command;
  readonly text: string;
}

/** One runtime image with all builders that feed it. */
export interface PipelinePlan {
  readonly kind: 'plan';
  readonly id: string;
  readonly group: string;
  readonly runs: readonly BuildRun[];
  readonly runtime: BuildReading;
  readonly parts: readonly Part[];
  readonly shims: readonly Shim[];
  readonly handOffs: readonly PlannedHandOff[];
  /** Repository path of the merged file. */
  readonly output: string;
  /** The ignore file of the one context, where it gets new lines. */
  readonly ignore: IgnoreChange | null;
  readonly commandLines: readonly CommandLineChange[];
  readonly assignments: readonly ArmAssignment[];
  /** What the result asks of the engine. */
  readonly engine: EngineFloor;
  readonly assumptions: readonly Diagnostic[];
  readonly notes: readonly Diagnostic[];
}

/** A pipeline that is left alone, and why. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly id: string;
  readonly group: string;
  readonly runs: readonly BuildRun[];
  readonly runtime: BuildReading | null;
  readonly builders: readonly BuildReading[];
  readonly entry: string;
  readonly scripts: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Thrown nowhere: checks return these and the planner collects them. */
export interface Findings {
  readonly refusals: Diagnostic[];
  readonly assumptions: Diagnostic[];
  readonly notes: Diagnostic[];
}

export function emptyFindings(): Findings {
  return { refusals: [], assumptions: [], notes: [] };
}
