import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { bytesBefore } from '../change-bytes.js';
import type { FileChange } from '../file-change.js';
import { reasonOf, type Problem } from './problem.js';

/** Checks that a change may be written: the place is inside the repository, no link, and as it was read. */
export function checkTarget(root: string, change: FileChange): Problem[] {
  const { path } = change;
  if (!isPlainPath(path)) return [{ code: 'leaves-repository', path, why: 'does not stay below the root' }];
  try {
    const outside = checkFolder(root, path);
    return outside.length > 0 ? outside : checkFile(join(root, path), change);
  } catch (error) {
    return [{ code: 'write-failed', path, why: reasonOf(error) }];
  }
}

/** Relative, with no step up, and not git's own. */
function isPlainPath(path: string): boolean {
  const steps = path.split('/');
  const isStrange = steps.some((step) => step === '' || step === '.' || step === '..' || step.toLowerCase() === '.git');
  return !isAbsolute(path) && !path.includes('\0') && !isStrange;
}

/** The nearest folder that exists must really lie below the root, whatever links lead there. */
function checkFolder(root: string, path: string): Problem[] {
  let folder = dirname(join(root, path));
  while (statOf(folder) === undefined && folder !== root) folder = dirname(folder);
  const real = relative(realpathSync(root), realpathSync(folder));
  const leaves = real === '..' || real.startsWith(`..${sep}`) || isAbsolute(real);
  return leaves
    ? [{ code: 'leaves-repository', path, why: 'is reached through a symbolic link that leaves the repository' }]
    : [];
}

function checkFile(target: string, change: FileChange): Problem[] {
  const { path } = change;
  const stat = statOf(target);
  if (stat?.isSymbolicLink() === true) return [{ code: 'leaves-repository', path, why: 'is a symbolic link' }];
  if (change.kind === 'added') {
    return stat === undefined
      ? []
      : [{ code: 'changed-since-read', path, why: 'is there now, and was not when the repository was read' }];
  }
  if (stat === undefined) return [{ code: 'changed-since-read', path, why: 'is gone since it was read' }];
  if (!stat.isFile()) return [{ code: 'changed-since-read', path, why: 'is not a regular file' }];
  const isSame = readFileSync(target).equals(bytesBefore(change));
  return isSame ? [] : [{ code: 'changed-since-read', path, why: 'was changed after it was read' }];
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
