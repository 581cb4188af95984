import { resolveHostPath, type HostPath } from '../../world/host-path.js';
import { findNode, openDirectory, withContents, type DirectoryNode, type Origin } from '../../world/tree.js';
import { renderValue } from '../../world/value.js';
import type { World } from '../../world/world.js';
import { failure, outcome, success, type Invocation, type Outcome, type Stream } from '../command.js';
import { setNode } from './copy-tree.js';
import { makeParents } from './make-parents.js';
import { nodeAt } from './place.js';

/** What a host command did so far. */
export interface Progress {
  readonly world: World;
  readonly reads: readonly HostPath[];
  readonly writes: readonly HostPath[];
  readonly failed: boolean;
}

export function begin(world: World): Progress {
  return { world, reads: [], writes: [], failed: false };
}

/** A part of the command could not be done; the rest goes on, as the GNU tools do. */
export function missed(progress: Progress): Progress {
  return { ...progress, failed: true };
}

export function reading(progress: Progress, ...paths: readonly HostPath[]): Progress {
  return { ...progress, reads: [...progress.reads, ...paths.filter((path) => !progress.reads.includes(path))] };
}

/** The new tree after `path` was written; null: it could not be. */
export function wrote(progress: Progress, path: HostPath, host: DirectoryNode | null): Progress {
  if (host === null) return missed(progress);
  const writes = progress.writes.includes(path) ? progress.writes : [...progress.writes, path];
  return { ...progress, writes, world: { ...progress.world, host } };
}

export function finish(progress: Progress, parts: Partial<Outcome> = {}): Outcome {
  const { world, reads, writes, failed } = progress;
  return outcome(world, { kind: 'host' }, { reads, writes, status: failed ? failure : success, ...parts });
}

/** The command as words, for `derived.by` and keys. */
export function commandText(invocation: Invocation): string {
  return [invocation.name, ...invocation.arguments.map((argument) => renderValue(argument.value))].join(' ');
}

/** What a file has that is written with a stream. */
export function originOfStream(stream: Stream): Origin {
  switch (stream.kind) {
    case 'nothing':
      return { kind: 'generated', text: [] };
    case 'text':
      return { kind: 'generated', text: stream.text };
    case 'content':
      return stream.origin;
    case 'unknown':
      return { kind: 'unknown', why: stream.why, ...(stream.image === undefined ? {} : { image: stream.image }) };
  }
}

/** What stands in a stream as origins: the inputs of a filter. */
export function streamInputs(stream: Stream): readonly Origin[] {
  return stream.kind === 'nothing' ? [] : [originOfStream(stream)];
}

/** A file with this origin as a stream. */
export function streamOfOrigin(origin: Origin): Stream {
  return origin.kind === 'generated' ? { kind: 'text', text: origin.text } : { kind: 'content', origin };
}

/** Lays a tree that only its origin names over the directory at `path`, which is made where it is missing. */
export function layOver(progress: Progress, path: HostPath, origin: Origin): Progress {
  const made = makeParents(progress.world.host, path);
  const node = made === null ? null : nodeAt(made, path);
  const directory = node === null ? null : openDirectory(node);
  return wrote(
    progress,
    path,
    made === null || directory === null ? null : setNode(made, path, withContents(directory, origin)),
  );
}

/**
 * A use of a command that is not modelled: it may do anything below the current directory, which the effect says. The
 * files that its words name are read.
 */
export function notModelled(invocation: Invocation, world: World): Outcome {
  const reads = invocation.arguments.flatMap((argument) => {
    const { path } = resolveHostPath(argument.value, world.cwd);
    return argument.value.length > 0 && findNode(world.host, path).kind !== 'absent' ? [path] : [];
  });
  const why = `what ${invocation.name} prints`;
  const status = { kind: 'unknown', key: `status: ${commandText(invocation)}` } as const;
  return outcome(world, { kind: 'external', harmless: false }, { stdout: { kind: 'unknown', why }, reads, status });
}
