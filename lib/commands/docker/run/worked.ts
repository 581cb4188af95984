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
import type { Container, Work, World } from '../../../world/world.js';
import type { Invocation } from '../../command.js';
import { isSwitchedOn } from '../../options.js';
import { engineEnvironment } from '../build.js';
import { mountsOf } from './mounts.js';
import { workOf } from './work.js';

/** Host paths that a container can write to. */
export function writtenHostPaths({ options }: Container, world: World): string[] {
  return mountsOf(options, world).flatMap((mount) => (mount.kind === 'bind' && !mount.readOnly ? [mount.source] : []));
}

/** The container once its command has run (I-08). */
export function worked(container: Container, invocation: Invocation, world: World): Container {
  if (container.state !== 'ran') return container;
  const isFed = isSwitchedOn(container.options, '--interactive') && invocation.stdin.kind !== 'nothing';
  const work = workOf(
    {
      tool: container.tool,
      image: container.image,
      options: container.options,
      words: container.command,
      hasInput: isFed,
      environment: engineEnvironment(invocation.environment),
      span: container.span,
      files: invocation.services.files,
      fresh: (kind) => invocation.services.fresh(kind),
    },
    world,
  );
  return { ...container, work: inBackground(container) ? blocked(work) : work };
}

/** Nobody knows how far a command is that nobody waits for (RUN-9). */
function inBackground({ options }: Container): boolean {
  return isSwitchedOn(options, '--detach');
}

function blocked({ findings }: Work): Work {
  return {
    kind: 'blocked',
    findings: [...findings, { code: 'run-needs', values: { what: 'to go on in the background' } }],
  };
}

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
