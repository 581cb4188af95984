import { resolveHostPath } from '../../world/host-path.js';
import { idValue, imageFor } from '../../world/reference.js';
import { opaqueNode, updateNode, type Origin } from '../../world/tree.js';
import { renderValue, textValue, type Value } from '../../world/value.js';
import type { Argument, Container, CopyOut, World } from '../../world/world.js';
import { outcome, type Invocation, type Outcome } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { lastValue } from './build.js';
import { dockerEngine } from './image.js';
import { untouchedContainer } from './untouched-container.js';
import type { DockerCommand } from './verb.js';

const spec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  switches: new Set(['--pull', '--pull-always', '--pull-never', '--quiet', '--tls-verify', '--all', '--force', '--rm']),
  values: new Set([
    '--name',
    '--from',
    '--chown',
    '--chmod',
    '--format',
    '--authfile',
    '--creds',
    '--volume',
    '--platform',
  ]),
  aliases: new Map([
    ['-q', '--quiet'],
    ['-a', '--all'],
    ['-v', '--volume'],
    ['-f', '--format'],
  ]),
};

/** `buildah from`: a container of an image that nothing runs in; what it prints names it (I-24). */
export function buildahFrom(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, spec);
  const [image] = positionals;
  if (image === undefined) return dockerEngine(docker, world);
  const found = imageFor(world, image.value);
  const container = untouchedContainer(found.image, docker.tool, lastValue(options, '--name'), invocation);
  const containers = new Map(found.world.containers).set(container.id, container);
  if (container.name !== null) containers.set(renderValue(container.name), container);
  const stdout = { kind: 'text', text: container.name ?? idValue(container.id) } as const;
  return outcome({ ...found.world, containers }, { kind: 'container', container, image: found.image }, { stdout });
}

/** `buildah mount`, `podman mount`: the container's files as a folder of the host (I-24). */
export function mountContainer(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, spec);
  const container = containerOf(positionals[0], world);
  if (container === undefined || positionals.length !== 1) return dockerEngine(docker, world);
  const path = `/tmp/@mount-${String(invocation.services.fresh('mount'))}`;
  const origin: Origin = { kind: 'artifact', container, path: '/', follow: false };
  const host = updateNode(world.host, path, () => opaqueNode(origin, 'directory'));
  if (host === null) return dockerEngine(docker, world);
  const copy: CopyOut = { container, from: '/', fromEnding: 'dot', to: path, origin };
  const stdout = { kind: 'text', text: textValue(path) } as const;
  return outcome({ ...world, host }, { kind: 'copy-out', copy }, { stdout, writes: [path] });
}

/** `buildah run`, `copy`, `add`, `config`: the container holds something else now. */
export function changeWorkingContainer(docker: DockerCommand, _invocation: Invocation, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, { ...spec, stopAtPositional: docker.verb === 'run' });
  const container = containerOf(positionals[0], world);
  if (container === undefined) return dockerEngine(docker, world);
  const containers = new Map(
    [...world.containers].map(([key, known]): [string, Container] => [
      key,
      known === container ? { ...container, changed: true } : known,
    ]),
  );
  const reads = positionals.slice(1, -1).map(({ value }) => resolveHostPath(value, world.cwd).path);
  return outcome({ ...world, containers }, { kind: 'copy-in', container }, { reads });
}

/** `buildah commit`: an image that no Dockerfile describes. */
export function commitWorkingContainer(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, spec);
  const container = containerOf(positionals[0], world);
  if (container?.changed === true && world.images.size > 0)
    invocation.services.report('script-built-image', { image: shown(positionals[1]?.value) });
  return outcome(world, {
    kind: 'container-use',
    containers: container === undefined ? [] : [container],
    verb: 'commit',
    changes: false,
  });
}

function containerOf(word: Argument | undefined, world: World): Container | undefined {
  return word === undefined ? undefined : world.containers.get(renderValue(word.value));
}

function shown(value: Value | undefined): string {
  return value === undefined ? 'an image without a name' : renderValue(value);
}
