import { relativeTo, type HostPath } from './host-path.js';
import { copiesOf, type Step } from './step.js';
import { findNode } from './tree.js';
import { renderValue } from './value.js';

/**
 * Host paths at which something out of a container was put, and which the script removes again before any command but
 * `docker build` can have read them.
 */
export function unreadCopies(steps: readonly Step[]): ReadonlySet<HostPath> {
  const unread = new Set<HostPath>();
  for (const step of steps)
    for (const { to } of copiesOf(step)) {
      const landings = to === '-' ? step.writes : [to];
      for (const path of landings) if (isUnread(path, step, steps)) unread.add(path);
    }
  return unread;
}

function isUnread(path: HostPath, step: Step, steps: readonly Step[]): boolean {
  if (findNode(step.before.host, path).kind !== 'absent') return false;
  const removal = steps.find((other) => other.index > step.index && removes(other, path));
  if (removal === undefined) return false;
  return steps
    .filter((other) => other.index > step.index && other.index < removal.index)
    .every((other) => leavesAlone(other, path));
}

function removes({ words, writes, after }: Step, path: HostPath): boolean {
  const [name] = words;
  const isRemoval = name !== undefined && renderValue(name.value) === 'rm';
  return isRemoval && writes.includes(path) && findNode(after.host, path).kind === 'absent';
}

function leavesAlone({ effect, reads, writes }: Step, path: HostPath): boolean {
  if (effect.kind === 'build') return true;
  if (effect.kind === 'external' && !effect.harmless) return false;
  return ![...reads, ...writes].some((other) => relativeTo(other, path) !== null || relativeTo(path, other) !== null);
}
