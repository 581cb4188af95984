import { resolveHostPath } from '../../world/host-path.js';
import { idValue, imageFor } from '../../world/reference.js';
import { fileNode, updateNode, type Origin } from '../../world/tree.js';
import { knownText, renderValue, splitAtFirst, type Value } from '../../world/value.js';
import type { Argument, CommandOption, Container, World } from '../../world/world.js';
import { outcome, type Invocation, type Outcome, type Stream } from '../command.js';
import { isSwitchedOn, parseOptions, type OptionSpec } from '../options.js';
import { lastValue, valuesOf } from './build.js';
import type { DockerCommand } from './verb.js';

const runSpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: true,
  switches: new Set([
    '--detach',
    '--disable-content-trust',
    '--init',
    '--interactive',
    '--no-healthcheck',
    '--oom-kill-disable',
    '--privileged',
    '--publish-all',
    '--quiet',
    '--read-only',
    '--rm',
    '--sig-proxy',
    '--tty',
    '--tls-verify',
    '--replace',
  ]),
  values: new Set([
    '--add-host',
    '--annotation',
    '--attach',
    '--blkio-weight',
    '--blkio-weight-device',
    '--cap-add',
    '--cap-drop',
    '--cgroup-parent',
    '--cgroupns',
    '--cidfile',
    '--cpu-count',
    '--cpu-percent',
    '--cpu-period',
    '--cpu-quota',
    '--cpu-rt-period',
    '--cpu-rt-runtime',
    '--cpu-shares',
    '--cpus',
    '--cpuset-cpus',
    '--cpuset-mems',
    '--detach-keys',
    '--device',
    '--device-cgroup-rule',
    '--dns',
    '--dns-option',
    '--dns-search',
    '--domainname',
    '--entrypoint',
    '--env',
    '--env-file',
    '--expose',
    '--gpus',
    '--group-add',
    '--health-cmd',
    '--health-interval',
    '--health-retries',
    '--health-start-period',
    '--health-timeout',
    '--hostname',
    '--io-maxbandwidth',
    '--io-maxiops',
    '--ip',
    '--ip6',
    '--ipc',
    '--isolation',
    '--kernel-memory',
    '--label',
    '--label-file',
    '--link',
    '--link-local-ip',
    '--log-driver',
    '--log-opt',
    '--mac-address',
    '--memory',
    '--memory-reservation',
    '--memory-swap',
    '--memory-swappiness',
    '--mount',
    '--name',
    '--network',
    '--network-alias',
    '--oom-score-adj',
    '--pid',
    '--pids-limit',
    '--platform',
    '--publish',
    '--pull',
    '--restart',
    '--runtime',
    '--security-opt',
    '--shm-size',
    '--stop-signal',
    '--stop-timeout',
    '--storage-opt',
    '--sysctl',
    '--tmpfs',
    '--ulimit',
    '--user',
    '--userns',
    '--uts',
    '--volume',
    '--volume-driver',
    '--volumes-from',
    '--workdir',
  ]),
  aliases: new Map([
    ['-a', '--attach'],
    ['-c', '--cpu-shares'],
    ['-d', '--detach'],
    ['-e', '--env'],
    ['-h', '--hostname'],
    ['-i', '--interactive'],
    ['-l', '--label'],
    ['-m', '--memory'],
    ['-p', '--publish'],
    ['-P', '--publish-all'],
    ['-t', '--tty'],
    ['-u', '--user'],
    ['-v', '--volume'],
    ['-w', '--workdir'],
    ['--net', '--network'],
    ['-q', '--quiet'],
  ]),
};

/** `docker create` and `docker run`: a container of an image, named or known by its id. */
export function dockerContainer(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, runSpec);
  const [imageArgument, ...command] = positionals;
  if (imageArgument === undefined) {
    return outcome(world, { kind: 'engine', verb: docker.verb }, { status: { kind: 'failure' } });
  }
  const found = imageFor(world, imageArgument.value);
  const container = newContainer(docker, options, found.image, command, invocation);
  const named = withContainer(found.world, container);
  const cidFiles = valuesOf(options, '--cidfile').map((value) => resolveHostPath(value, world.cwd).path);
  return outcome(
    withCidFiles(named, cidFiles, container),
    { kind: 'container', container, image: found.image },
    {
      stdout: containerOutput(docker, options, container),
      writes: [...cidFiles, ...(docker.verb === 'run' ? mountedHostPaths(options, world) : [])],
      reads: mountedHostPaths(options, world),
    },
  );
}

function newContainer(
  docker: DockerCommand,
  options: readonly CommandOption[],
  image: Container['image'],
  command: readonly Argument[],
  invocation: Invocation,
): Container {
  const has = (name: string): boolean => isSwitchedOn(options, name);
  const words = command.map((argument) => argument.value);
  return {
    id: `container#${invocation.services.fresh('container')}`,
    name: lastValue(options, '--name'),
    image,
    tool: docker.tool,
    state:
      docker.verb === 'create'
        ? 'created'
        : isInert(words, lastValue(options, '--entrypoint'), invocation.stdin.kind === 'nothing')
          ? 'inert'
          : 'ran',
    command: words,
    mounts: mountTargets(options),
    changed: false,
    removedOnExit: has('--rm') && docker.verb === 'run' && !has('--detach'),
    span: invocation.command.span,
  };
}

const inertCommands = new Set([
  'true',
  ':',
  'echo',
  'ls',
  'sleep',
  'pwd',
  'id',
  'env',
  'printenv',
  'uname',
  'hostname',
  'date',
  'test',
  'false',
  'exit',
]);

/** I-03: a command that provably changes nothing, so that the container still holds what the image holds. */
export function isInert(command: readonly Value[], entrypoint: Value | null, noInput: boolean): boolean {
  const words = [...(entrypoint === null || entrypoint.length === 0 ? [] : [entrypoint]), ...command].map(knownText);
  const [first, second, third] = words;
  if (first === undefined || first === null) return false;
  const name = first.slice(first.lastIndexOf('/') + 1);
  if (/^(?:ba|da|a|z|k)?sh$/.test(name)) {
    if (words.length === 1) return noInput;
    return /^-l?c$/.test(second ?? '') && /^\s*(?:true|:|exit 0|exit|echo(?: [\w .-]*)?)\s*;?\s*$/.test(third ?? '-');
  }
  if (name === 'tail') return words.slice(1).join(' ') === '-f /dev/null';
  if (name === 'cat') return words.length === 1;
  return inertCommands.has(name);
}

/** Container paths of `-v`, `--mount`, `--tmpfs` and `--volumes-from` (the last as '/': anything may be hidden). */
function mountTargets(options: readonly CommandOption[]): string[] {
  return options.flatMap((option) => {
    const text = option.value === null ? '' : renderValue(option.value);
    switch (option.name) {
      case '--volume': {
        const parts = text.split(':');
        return [parts[1] ?? parts[0] ?? '/'];
      }
      case '--mount':
        return [/(?:^|,)(?:target|destination|dst)=([^,]*)/.exec(text)?.[1] ?? '/'];
      case '--tmpfs':
        return [text.split(':')[0] ?? '/'];
      case '--volumes-from':
        return ['/'];
      default:
        return [];
    }
  });
}

function mountedHostPaths(options: readonly CommandOption[], world: World): string[] {
  return valuesOf(options, '--volume').flatMap((value) => {
    const split = splitAtFirst(value, ':');
    if (split === null) return [];
    const source = renderValue(split.head);
    return source.startsWith('/') || source.startsWith('.') || source.startsWith('$')
      ? [resolveHostPath(split.head, world.cwd).path]
      : [];
  });
}

function withContainer(world: World, container: Container): World {
  const containers = new Map(world.containers).set(container.id, container);
  if (container.name !== null) containers.set(renderValue(container.name), container);
  return { ...world, containers };
}

function withCidFiles(world: World, paths: readonly string[], container: Container): World {
  return paths.reduce((at, path) => {
    const host = updateNode(at.host, path, () => fileNode({ kind: 'generated', text: idValue(container.id) }));
    return host === null ? at : { ...at, host };
  }, world);
}

function containerOutput(docker: DockerCommand, options: readonly CommandOption[], container: Container): Stream {
  const printsId = docker.verb === 'create' || isSwitchedOn(options, '--detach');
  if (printsId) return { kind: 'text', text: idValue(container.id) };
  const everything: Origin = { kind: 'artifact', container, path: '/', follow: false };
  return { kind: 'content', origin: { kind: 'derived', by: `${docker.tool} run`, from: [everything] } };
}

/** Containers that the words name, by id or by name. */
export function containersNamed(world: World, words: readonly Argument[]): Container[] {
  return words.flatMap((word) => {
    const container = world.containers.get(renderValue(word.value));
    return container === undefined ? [] : [container];
  });
}

/** The world with a container in another state; the old object stays what it was for artifacts taken before. */
export function replaceContainer(world: World, old: Container, next: Container | null): World {
  const containers = new Map<string, Container>();
  for (const [key, container] of world.containers) {
    if (container !== old) containers.set(key, container);
    else if (next !== null) containers.set(key, next);
  }
  return { ...world, containers };
}

const plainSpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  switches: new Set(['--force', '--link', '--volumes', '--all', '--quiet', '--ignore']),
  values: new Set(['--time', '--filter', '--format', '--signal', '--cidfile', '--timestamps', '--tail']),
  aliases: new Map([
    ['-f', '--force'],
    ['-l', '--link'],
    ['-v', '--volumes'],
    ['-a', '--all'],
    ['-t', '--time'],
    ['-s', '--signal'],
    ['-q', '--quiet'],
    ['-i', '--ignore'],
  ]),
};

/** `docker rm`: the containers are gone; artifacts taken before stay what they are. */
export function dockerRemoveContainer(docker: DockerCommand, _invocation: Invocation, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, plainSpec);
  const containers = containersNamed(world, positionals);
  const after = containers.reduce((at, container) => replaceContainer(at, container, null), world);
  return outcome(after, { kind: 'remove-container', containers });
}

const execSpec: OptionSpec = { ...runSpec, aliases: runSpec.aliases };

/** Verbs on a container that exists; `changes` tells whether its files may be others afterwards. */
export function dockerContainerUse(docker: DockerCommand, changes: boolean, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, execSpec);
  const containers = containersNamed(world, positionals);
  const after = changes
    ? containers.reduce((at, container) => replaceContainer(at, container, { ...container, changed: true }), world)
    : world;
  return outcome(
    after,
    { kind: 'container-use', containers, verb: docker.verb },
    { stdout: { kind: 'unknown', why: `what docker ${docker.verb} prints` } },
  );
}
