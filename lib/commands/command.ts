import type { FileTree } from '../source/file-tree.js';
import type { Code } from '../source/codes.js';
import type { Values } from '../source/diagnostic.js';
import type { Command } from '../script/program.js';
import type { HostPath } from '../world/host-path.js';
import type { Effect } from '../world/step.js';
import type { Origin } from '../world/tree.js';
import { emptyValue, type Value } from '../world/value.js';
import type { Argument, World } from '../world/world.js';

/** What flows through a pipe, a redirection or a command substitution. */
export type Stream =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: Value }
  /** The bytes of a file, or of something made from it. */
  | { readonly kind: 'content'; readonly origin: Origin }
  /** `image`: the id of the image whose build printed it. */
  | { readonly kind: 'unknown'; readonly why: string; readonly image?: string };

/** 'unknown' carries a key: two tests with one key come out alike. */
export type Status =
  { readonly kind: 'success' } | { readonly kind: 'failure' } | { readonly kind: 'unknown'; readonly key: string };

export const success: Status = { kind: 'success' };
export const failure: Status = { kind: 'failure' };

/** One command, expanded and ready to be carried out. */
export interface Invocation {
  /** Last path component of the command word: `docker` for `/usr/bin/docker`. */
  readonly name: string;
  /** Without the command word. */
  readonly arguments: readonly Argument[];
  /** Those that are patterns over folders of which only an image knows the names: they stand as they are written. */
  readonly openGlobs: readonly Argument[];
  readonly stdin: Stream;
  /** True where standard output does not reach the terminal (a file, a pipe, a substitution). */
  readonly captured: boolean;
  /** Exported variables and assignments in front of the command. */
  readonly environment: ReadonlyMap<string, Value>;
  readonly command: Command;
  readonly services: Services;
}

/** What a command may ask of the interpreter. */
export interface Services {
  readonly files: FileTree;
  /** A number that was not given before on this path: 1, 2, … for each kind of thing. */
  fresh(kind: string): number;
  /** Reports a problem at the command; the interpreter goes on. */
  report(code: Code, values: Values): void;
  /** Records that a result rests on a default or a guess, once for each code and values. */
  assume(code: Code, values: Values): void;
  /** Whether the script itself gave a variable of this name a value. */
  isSet(name: string): boolean;
}

export interface Outcome {
  readonly world: World;
  readonly status: Status;
  readonly stdout: Stream;
  readonly effect: Effect;
  readonly reads: readonly HostPath[];
  readonly writes: readonly HostPath[];
}

/** The meaning of a command: a new world and what was observed. */
export type CommandMeaning = (invocation: Invocation, world: World) => Outcome;

/** An outcome with the usual parts filled in: success, nothing printed, nothing touched. */
export function outcome(world: World, effect: Effect, parts: Partial<Outcome> = {}): Outcome {
  return { world, effect, status: success, stdout: { kind: 'nothing' }, reads: [], writes: [], ...parts };
}

/** The text that a stream is known to carry, without its last newlines, as `$(…)` gives it. */
export function streamText(stream: Stream): Value | null {
  switch (stream.kind) {
    case 'nothing':
      return emptyValue;
    case 'text':
      return stream.text;
    case 'content':
    case 'unknown':
      return null;
  }
}
