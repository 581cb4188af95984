import type { HostPath } from '../../../world/host-path.js';
import { seenBy } from '../../../world/seen.js';
import {
  emptyDirectory,
  findNode,
  makeDirectories,
  updateNode,
  type DirectoryNode,
  type Origin,
} from '../../../world/tree.js';
import type { Value } from '../../../world/value.js';
import {
  contentImage,
  type CommandOption,
  type Container,
  type Finding,
  type Work,
  type World,
} from '../../../world/world.js';
import type { Invocation } from '../../command.js';
import { isSwitchedOn } from '../../options.js';
import { engineEnvironment } from '../build.js';
import { mountsOf } from './mounts.js';
import { workOf, type Job } from './work.js';

/** Host paths that a container can write to. */
export function writtenHostPaths({ options }: Container, world: World): string[] {
  return mountsOf(options, world).flatMap((mount) => (mount.kind === 'bind' && !mount.readOnly ? [mount.source] : []));
}

/** The container once its command has run (I-08). */
export function worked(container: Container, invocation: Invocation, world: World): Container {
  if (container.state !== 'ran') return container;
  const work = workOf(jobOf(container, invocation), world);
  return { ...container, work: isSwitchedOn(container.options, '--detach') ? inBackground(work) : work };
}

function jobOf(container: Container, invocation: Invocation): Job {
  const isFed = isSwitchedOn(container.options, '--interactive') && invocation.stdin.kind !== 'nothing';
  return {
    tool: container.tool,
    image: container.image,
    options: container.options,
    words: container.command,
    bare: false,
    hasInput: isFed,
    environment: engineEnvironment(invocation.environment),
    span: invocation.command.span,
    files: invocation.services.files,
    fresh: (kind) => invocation.services.fresh(kind),
  };
}

/** Nobody knows how far a command is that nobody waits for (RUN-9); `docker wait` does. */
function inBackground(work: Work): Work {
  const waiting: Finding = { code: 'run-needs', values: { what: 'to go on in the background' } };
  return { kind: 'blocked', findings: [...work.findings, waiting], once: work };
}

/** `docker wait`: a command in the background has come to its end. */
export function waitedFor(container: Container): Container {
  const { work } = container;
  return work?.kind === 'blocked' && work.once !== undefined ? { ...container, work: work.once } : container;
}

/** `docker start`: a container that was only created carries its command out now. */
export function started(container: Container, attached: boolean, invocation: Invocation, world: World): Container {
  if (container.state !== 'created' || container.changed) return { ...container, changed: true };
  const ended = worked({ ...container, state: 'ran' }, invocation, world);
  return attached || ended.work === null ? ended : { ...ended, work: inBackground(ended.work) };
}

/** `docker exec`: one more command in a container that is there (I-04). */
export function executed(
  container: Container,
  options: readonly CommandOption[],
  words: readonly Value[],
  invocation: Invocation,
  world: World,
): Container {
  const { work } = container;
  if (container.changed || work?.kind === 'blocked' || container.state === 'created')
    return { ...container, changed: true };
  const inherited = container.options.filter(({ name }) => work === null || name === '--env');
  const kept = inherited.filter(({ name }) => keptByExec.has(name));
  const job = {
    ...jobOf(container, invocation),
    image: contentImage(container),
    options: [...kept, ...options],
    words,
    bare: true,
  };
  const next = workOf(job, world);
  const findings = [...(work?.findings ?? []), ...next.findings];
  const detached = isSwitchedOn(options, '--detach');
  return { ...container, work: detached ? inBackground({ ...next, findings }) : { ...next, findings } };
}

/** What a container was started with holds for every command in it. */
const keptByExec: ReadonlySet<string> = new Set(['--env', '--mount', '--platform', '--user', '--volume', '--workdir']);

/** Folders of the host that the container could write to hold what it wrote there. */
export function withOutputs(world: World, container: Container): World {
  if (container.work === null) return world;
  return mountsOf(container.options, world).reduce((at, mount) => {
    if (mount.kind !== 'bind' || mount.readOnly) return at;
    const origin: Origin = { kind: 'artifact', container, path: mount.target, follow: false };
    const host = withSeen(at.host, mount.source, origin);
    return host === null ? at : { ...at, host };
  }, world);
}

/** A mounted folder that is not there is made (3.3); a mounted file stays what it is. */
function withSeen(host: DirectoryNode, path: HostPath, origin: Origin): DirectoryNode | null {
  const made = findNode(host, path).kind === 'absent' ? makeDirectories(host, path) : host;
  if (made === null) return null;
  return updateNode(made, path, (found) => {
    if (found.kind !== 'found') return seenBy(emptyDirectory, origin);
    const { node } = found;
    if (node.kind === 'directory') return seenBy(node, origin);
    return node.kind === 'opaque' && node.entry !== 'file' ? seenBy(emptyDirectory, origin) : node;
  });
}
