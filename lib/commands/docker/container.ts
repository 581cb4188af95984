import { resolveHostPath } from '../../world/host-path.js';
import { idValue, imageFor } from '../../world/reference.js';
import { fileNode, opaqueNode, updateNode, type Archive, type Origin } from '../../world/tree.js';
import { knownText, renderValue, type Value } from '../../world/value.js';
import type { Argument, CommandOption, Container, CopyOut, World } from '../../world/world.js';
import { outcome, type Invocation, type Outcome, type Stream } from '../command.js';
import { isSwitchedOn, parseOptions, type OptionSpec } from '../options.js';
import { lastValue, valuesOf } from './build.js';
import { writeDerived } from '../host/inputs.js';
import { begin, finish } from '../host/progress.js';
import { imageWorkdir } from './image-workdir.js';
import { copiesIn, printedTar, readTarPrinter, type TarPrinter } from './printed.js';
import { mountsOf } from './run/mounts.js';
import { withOutputs, worked, writtenHostPaths } from './run/worked.js';
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
  const printer = tarPrinter(docker, options, command, invocation);
  const started = newContainer(docker, options, found.image, command, printer !== null, invocation);
  const container = worked(started, invocation, world);
  const printed = printer === null ? null : printedBy(printer, container, options, invocation);
  const named = withContainer(withOutputs(found.world, container), container);
  const cidFiles = valuesOf(options, '--cidfile').map((value) => resolveHostPath(value, world.cwd).path);
  return outcome(
    withCidFiles(named, cidFiles, container),
    { kind: 'container', container, image: found.image, ...carriedBy(printed, container) },
    {
      stdout: printed === null ? containerOutput(docker, options, container) : { kind: 'content', origin: printed },
      writes: [...cidFiles, ...(container.state === 'ran' ? writtenHostPaths(container, world) : [])],
      reads: mountedHostPaths(options, world),
    },
  );
}

function newContainer(
  docker: DockerCommand,
  options: readonly CommandOption[],
  image: Container['image'],
  command: readonly Argument[],
  printsTar: boolean,
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
        : printsTar || isInert(words, lastValue(options, '--entrypoint'), invocation.stdin.kind === 'nothing')
          ? 'inert'
          : 'ran',
    command: words,
    options,
    mounts: mountTargets(options),
    changed: false,
    removedOnExit: has('--rm') && docker.verb === 'run' && !has('--detach'),
    work: null,
    span: invocation.command.span,
  };
}

/** A command that writes a tar to standard output; with `-t` the terminal would spoil it (I-05, I-06). */
function tarPrinter(
  docker: DockerCommand,
  options: readonly CommandOption[],
  command: readonly Argument[],
  { command: { span } }: Invocation,
): TarPrinter | null {
  if (docker.verb === 'create' || ['--detach', '--tty'].some((name) => isSwitchedOn(options, name))) return null;
  const entrypoint = lastValue(options, '--entrypoint');
  const front = entrypoint === null || entrypoint.length === 0 ? [] : [entrypoint];
  return readTarPrinter([...front, ...command.map(({ value }) => value)], span);
}

function printedBy(
  printer: TarPrinter,
  container: Container,
  options: readonly CommandOption[],
  { services }: Invocation,
): Archive | null {
  const own = lastValue(options, '--workdir');
  const workdir = own === null ? imageWorkdir(container.image, services.files) : knownText(own);
  return printedTar(printer, container, workdir);
}

function carriedBy(printed: Archive | null, container: Container): { readonly printed?: readonly CopyOut[] } {
  return printed === null ? {} : { printed: copiesIn(printed, container) };
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
  return mountsOf(options, world).flatMap((mount) => (mount.kind === 'bind' ? [mount.source] : []));
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

/** `docker exec c tar c …` prints files and changes nothing; anything else may change the container. */
export function dockerExec(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, execSpec);
  const [name, ...command] = positionals;
  const container = name === undefined ? undefined : world.containers.get(renderValue(name.value));
  const printer = tarPrinter(docker, options, command, invocation);
  const printed =
    container === undefined || printer === null ? null : printedBy(printer, container, options, invocation);
  if (container === undefined || printed === null) return dockerContainerUse(docker, true, world);
  return outcome(
    world,
    { kind: 'container-use', containers: [container], verb: 'exec', ...carriedBy(printed, container) },
    { stdout: { kind: 'content', origin: printed } },
  );
}

const exportSpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  switches: new Set(),
  values: new Set(['--output']),
  aliases: new Map([['-o', '--output']]),
};

/** `docker export`: a flat tar of everything but volumes; its names have no slash in front (§1.8, I-09). */
export function dockerExport(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, exportSpec);
  const [container] = containersNamed(world, positionals);
  if (container === undefined) return dockerContainerUse(docker, false, world);
  const origin: Origin = { kind: 'artifact', container, path: '/', follow: false };
  const archive: Archive = {
    kind: 'archive',
    members: [{ path: '', node: opaqueNode(origin, 'directory'), dotted: false }],
    owners: 'own',
    packed: [],
    by: `${docker.tool} export`,
    within: null,
  };
  const effect = {
    kind: 'container-use',
    containers: [container],
    verb: 'export',
    ...carriedBy(archive, container),
  } as const;
  const file = lastValue(options, '--output');
  if (file === null) return outcome(world, effect, { stdout: { kind: 'content', origin: archive } });
  const { world: after, reads, writes } = finish(writeDerived(file, archive, begin(world), invocation));
  return outcome(after, effect, { reads, writes });
}

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
