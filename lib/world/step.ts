import type { Diagnostic } from '../source/diagnostic.js';
import type { Command, Program } from '../script/program.js';
import { displayPath, type HostPath } from './host-path.js';
import type { Value } from './value.js';
import type { Argument, Build, Container, CopyOut, Image, World } from './world.js';

/** What one command did, as far as a later room must know. */
export type Effect =
  /** `exported`: what `--output` wrote to the host. */
  | { readonly kind: 'build'; readonly build: Build; readonly image: Image; readonly exported?: readonly CopyOut[] }
  /** `docker create` and `docker run`; `image` tells which; `printed`: artifacts that its command wrote to standard output. */
  | {
      readonly kind: 'container';
      readonly container: Container;
      readonly image: Image;
      readonly printed?: readonly CopyOut[];
    }
  | { readonly kind: 'copy-out'; readonly copy: CopyOut }
  | { readonly kind: 'copy-in'; readonly container: Container }
  /** `docker exec`, start, stop, wait, logs … */
  | {
      readonly kind: 'container-use';
      readonly containers: readonly Container[];
      readonly verb: string;
      readonly printed?: readonly CopyOut[];
      /** Whether the files of the containers may be others afterwards. */
      readonly changes: boolean;
    }
  | { readonly kind: 'remove-container'; readonly containers: readonly Container[] }
  /** `others`: references that name no image of this script. */
  | { readonly kind: 'remove-image'; readonly images: readonly Image[]; readonly others: readonly Value[] }
  | { readonly kind: 'tag'; readonly image: Image; readonly reference: Value }
  /** `docker push`, `save`, `inspect`, `images` …: the image matters to somebody. */
  | { readonly kind: 'image-use'; readonly images: readonly Image[]; readonly verb: string }
  /** `docker login`, `pull`, `version` …: about the engine, not about one image of the script. */
  | { readonly kind: 'engine'; readonly verb: string }
  /** A host command whose meaning is known: cp, mv, mkdir … */
  | { readonly kind: 'host' }
  /** Prints, and nothing else. */
  | { readonly kind: 'output'; readonly text: readonly Value[] }
  /** Changes the interpreter only: cd, set, assignments, tests. */
  | { readonly kind: 'state' }
  /** A command that is not known: it may read and write anything below its directory. */
  | { readonly kind: 'external'; readonly harmless: boolean };

/** A command that was executed on one path through the script. */
export interface Step {
  /** Position in the path's list of steps. */
  readonly index: number;
  readonly command: Command;
  /** Statements that led here from other files or functions, outermost first: calls, `.`/`source`, `sh x.sh`. */
  readonly callers: readonly Command[];
  /** The command in whose words this one stands as `$(…)`, null for a statement. */
  readonly within: Command | null;
  /** The stage of a pipe that reads what it prints, null where none does. */
  readonly pipedInto: Program | null;
  /** Command name and arguments after expansion; empty for assignments alone. */
  readonly words: readonly Argument[];
  readonly effect: Effect;
  /** Host paths it read and wrote, absolute. */
  readonly reads: readonly HostPath[];
  readonly writes: readonly HostPath[];
  /** Indices of the steps whose assignments its words used. */
  readonly variables: readonly number[];
  /** Indices of the steps whose standard output it reads from a pipe. */
  readonly fedBy?: readonly number[];
  /** Names it assigned. */
  readonly assigns: readonly string[];
  /** What happens when it fails: `|| true` continues, `&&` skips the rest of the list (and a process that stops by itself its own rest), without `set -e` nobody looks. */
  readonly onFailure: 'stops' | 'skips' | 'continues' | 'unchecked';
  readonly before: World;
  readonly after: World;
}

/** One decision on the way: the condition's symbol and how it was taken. */
export interface Decision {
  readonly key: string;
  readonly holds: boolean;
  readonly at: Program;
}

/** One way through an entry, from its first command to its end. */
export interface ExecutionPath {
  readonly decisions: readonly Decision[];
  readonly steps: readonly Step[];
  readonly end: 'normal' | 'failed';
  readonly last: World;
}

export interface Entry {
  /** As reports name it: 'build.sh', 'Makefile#image'. */
  readonly name: string;
  readonly file: string;
}

/** Everything that evaluating one entry showed. */
export interface Trace {
  readonly entry: Entry;
  readonly paths: readonly ExecutionPath[];
  /** Files of the repository whose commands took part, the entry's first. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the checkout's files say that a value can be (`Dockerfile.$ARCH`), by symbol: the ways are those of these values. */
  readonly families?: ReadonlyMap<string, readonly string[]>;
  /** Assumptions that every result rests on (defaults that stood in for unset variables). */
  readonly assumptions: readonly Diagnostic[];
}

/** What a command took out of containers: `docker cp`, or a container that prints files (I-05, I-06). */
export function copiesOf({ effect }: Pick<Step, 'effect'>): readonly CopyOut[] {
  if (effect.kind === 'copy-out') return [effect.copy];
  if (effect.kind === 'build') return effect.exported ?? [];
  return effect.kind === 'container' || effect.kind === 'container-use' ? (effect.printed ?? []) : [];
}

/** The host paths at which what a command took out ends up; behind pipes, whatever they write. */
export function landingsOf(step: Step, steps: readonly Step[]): readonly HostPath[] {
  const landed = copiesOf(step).flatMap(({ to }) => (to === '-' ? [] : [to]));
  if (landed.length > 0) return landed;
  const behind = steps.filter(({ fedBy }) => fedBy?.includes(step.index) === true);
  return [...new Set([...step.writes, ...behind.flatMap((next) => landingsOf(next, steps))])];
}

/** Where a copy landed, for messages. */
export function landingName(step: Step, { to }: CopyOut, steps: readonly Step[]): string {
  const [path] = to === '-' ? landingsOf(step, steps) : [to];
  return path === undefined ? 'standard output' : displayPath(path);
}
