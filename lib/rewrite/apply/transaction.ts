import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bytesAfter, bytesBefore, isExecutable } from '../change-bytes.js';
import type { FileChange } from '../file-change.js';
import { reasonOf, type Problem } from './problem.js';

interface Undo {
  readonly path: string;
  readonly action: () => void;
}

/** One file on its way: `fresh` holds the new content, `kept` the old until all files are in place. */
interface Step {
  readonly change: FileChange;
  readonly target: string;
  readonly fresh: string;
  readonly kept: string;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Writes all changes or none: new content beside every target first, then one rename each; a failure takes everything back. */
export function writeAll(root: string, changes: readonly FileChange[]): Problem[] {
  const steps = changes.map((change) => stepOf(root, change));
  const undo: Undo[] = [];
  let current: Step | undefined;
  const each = (action: (step: Step, undo: Undo[]) => void): void => {
    for (const step of steps) {
      current = step;
      action(step, undo);
    }
  };
  return withoutSignals(() => {
    try {
      each(prepare);
      each(replace);
    } catch (error) {
      return [problemOf(current, error), ...takeBack(undo)];
    }
    cleanUp(steps);
    return [];
  });
}

function stepOf(root: string, change: FileChange): Step {
  const target = join(root, change.path);
  const beside = join(dirname(target), `.${basename(target).slice(0, 100)}.stagefold-${process.pid}`);
  return { change, target, fresh: `${beside}.new`, kept: `${beside}.old` };
}

function prepare(step: Step, undo: Undo[]): void {
  if (step.change.kind === 'deleted') return;
  const { path } = step.change;
  makeFolder(dirname(step.target), path, undo);
  const isScript = isExecutable(step.change.mode);
  const file = openSync(step.fresh, 'wx', isScript ? 0o777 : 0o666);
  undo.push({ path, action: () => rmSync(step.fresh, { force: true }) });
  try {
    writeFileSync(file, bytesAfter(step.change));
    if (step.change.kind === 'modified') keepOwnerAndMode(file, step.target, isScript);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function makeFolder(folder: string, path: string, undo: Undo[]): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  makeFolder(dirname(folder), path, undo);
  mkdirSync(folder);
  undo.push({ path, action: () => rmdirSync(folder) });
}

/** All permission bits stay; only the right to run follows the change. */
function keepOwnerAndMode(file: number, target: string, isScript: boolean): void {
  const { mode, uid, gid } = lstatSync(target);
  // Only root may give files away.
  quietly(() => fchownSync(file, uid, gid));
  const permissions = mode & 0o7777;
  const runnable = isExecutable(mode) ? permissions : permissions | ((mode & 0o444) >> 2);
  fchmodSync(file, isScript ? runnable : permissions & ~0o111);
}

/** Puts one file in place. The old file stays under another name, so that taking back is a rename that cannot fail for space. */
function replace({ change, target, fresh, kept }: Step, undo: Undo[]): void {
  const { path } = change;
  if (change.kind === 'added') {
    keep(fresh, target);
    undo.push({ path, action: () => rmSync(target) });
    return;
  }
  keep(target, kept);
  undo.push({ path, action: () => restore(kept, target) });
  if (!readFileSync(kept).equals(bytesBefore(change))) throw new Error('it was changed while it was being replaced');
  if (change.kind === 'deleted') rmSync(target);
  else renameSync(fresh, target);
}

/** Gives a file a second name, which must be free; a copy where the file system knows no second names. */
function keep(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    copyFileSync(file, name, constants.COPYFILE_EXCL);
  }
}

/** Where both names are still one file, the rename does nothing and leaves the other name behind. */
function restore(kept: string, target: string): void {
  renameSync(kept, target);
  rmSync(kept, { force: true });
}

function takeBack(undo: readonly Undo[]): Problem[] {
  return [...undo].reverse().flatMap(({ path, action }) => {
    try {
      action();
      return [];
    } catch (error) {
      return [{ code: 'write-failed', path, why: `and could not be put back: ${reasonOf(error)}` } as const];
    }
  });
}

function cleanUp(steps: readonly Step[]): void {
  for (const { fresh, kept } of steps) {
    quietly(() => rmSync(kept, { force: true }));
    quietly(() => rmSync(fresh, { force: true }));
  }
  for (const folder of new Set(steps.map((step) => dirname(step.target)))) quietly(() => syncFolder(folder));
}

/** For what the result does not depend on: all files are in place by then. */
function quietly(action: () => void): void {
  try {
    action();
  } catch {
    return;
  }
}

/** Makes the renames last. */
function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function problemOf(step: Step | undefined, error: unknown): Problem {
  return { code: 'write-failed', path: step?.change.path ?? '', why: reasonOf(error) };
}

/** An interrupt waits until the files are all new or all old. */
function withoutSignals<T>(action: () => T): T {
  const wait = (): void => undefined;
  for (const signal of signals) process.on(signal, wait);
  try {
    return action();
  } finally {
    for (const signal of signals) process.off(signal, wait);
  }
}
