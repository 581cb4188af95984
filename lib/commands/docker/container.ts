import { resolveHostPath } from '../../world/host-path.js';
import { idValue, imageFor } from '../../world/reference.js';
import { fileNode, opaqueNode, updateNode, type Archive, type Origin } from '../../world/tree.js';
import { knownText, renderValue, textValue, type Value } from '../../world/value.js';
import type { Argument, CommandOption, Container, CopyOut, World } from '../../world/world.js';
import { outcome, type Invocation, type Outcome, type Stream } from '../command.js';
import { isSwitchedOn, parseOptions, type OptionSpec } from '../options.js';
import { lastValue, valuesOf } from './build.js';
import { imageSettings } from './image-settings.js';
import { isInert } from './inert.js';
import { copiesBelow, copiesIn, looksLikeTar, printedTar, readTarPrinter } from './printed.js';
import { fileStream, type ContainerCommand } from './printed-file.js';
import { writeDerived } from '../host/inputs.js';
import { begin, finish } from '../host/progress.js';
import { mountsOf } from './run/mounts.js';
import { executed, started, waitedFor, withOutputs, worked, writtenHostPaths } from './run/worked.js';
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
  const container = worked(newContainer(docker, options, found.image, command, invocation), invocation, world);
  const named = withContainer(withOutputs(found.world, container), container);
  const cidFiles = valuesOf(options, '--cidfile').map((value) => resolveHostPath(value, world.cwd).path);
  const printsId = docker.verb === 'create' || isSwitchedOn(options, '--detach');
  const printed = printsId ? printsIdOf(container) : outputOf(container, `${docker.tool} run`);
  return outcome(
    withCidFiles(named, cidFiles, container),
    { kind: 'container', container, image: found.image, ...carriedBy(printed) },
    {
      stdout: printed.stdout,
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
  invocation: Invocation,
): Container {
  const has = (name: string): boolean => isSwitchedOn(options, name);
  const words = command.map((argument) => argument.value);
  const entrypoint = lastValue(options, '--entrypoint');
  const settings = imageSettings(image, invocation.services.files);
  const argv = commandLine(words, entrypoint, settings);
  return {
    id: `container#${invocation.services.fresh('container')}`,
    name: lastValue(options, '--name'),
    image,
    tool: docker.tool,
    state: docker.verb === 'create' ? 'created' : stateAfter(argv, invocation),
    command: words,
    options,
    entrypoint,
    workdir: lastValue(options, '--workdir'),
    settings,
    argv,
    terminal: has('--tty'),
    mounts: mountTargets(options),
    changed: false,
    removedOnExit: has('--rm') && docker.verb === 'run' && !has('--detach'),
    work: null,
    span: invocation.command.span,
  };
}

/** The command line that a container runs (3.3): ENTRYPOINT and CMD, or what the command line puts in their place. */
function commandLine(
  words: readonly Value[],
  entrypoint: Value | null,
  settings: Container['settings'],
): readonly Value[] | null {
  if (entrypoint !== null) return [...(entrypoint.length === 0 ? [] : [entrypoint]), ...words];
  const given = words.length > 0 ? words : (settings.command?.map(textValue) ?? null);
  // A base that is not known may have an ENTRYPOINT: it is taken to carry out the command that it is given.
  return given === null ? null : [...(settings.entrypoint ?? []).map(textValue), ...given];
}

function stateAfter(argv: readonly Value[] | null, invocation: Invocation): Container['state'] {
  return argv !== null && changesNothing(argv, invocation) ? 'inert' : 'ran';
}

/** A command that only prints, also a tar of files (I-03, I-05, I-06). */
function changesNothing(argv: readonly Value[], { stdin, command }: Invocation): boolean {
  return isInert(argv, stdin.kind === 'nothing') || readTarPrinter(argv, command.span) !== null;
}

/** The directory in which a command of a container starts; null where it is not known. */
function workdirOf(container: Container, own: Value | null): string | null {
  const given = own ?? container.workdir;
  return given === null ? container.settings.workdir : knownText(given);
}

/** What a command prints, and the files of the container among it. */
interface Printed {
  readonly stdout: Stream;
  readonly copies: readonly CopyOut[];
}

function printsIdOf(container: Container): Printed {
  return { stdout: { kind: 'text', text: idValue(container.id) }, copies: [] };
}

/** What the container's own command prints. */
function outputOf(container: Container, by: string): Printed {
  const { argv, terminal } = container;
  return printedBy({ container, argv, workdir: workdirOf(container, null), terminal, by });
}

/** A tar, the bytes of a file, or something that is made of files; a terminal would spoil all of them. */
function printedBy(command: ContainerCommand): Printed {
  const { container, argv, workdir, terminal } = command;
  const printer = argv === null || terminal ? null : readTarPrinter(argv, container.span);
  const archive = printer === null ? null : printedTar(printer, container, workdir);
  if (archive !== null) return { stdout: { kind: 'content', origin: archive }, copies: copiesIn(archive, container) };
  const printed = fileStream(command);
  if (printed.copies.length > 0 || !looksLikeTar(argv ?? [])) return printed;
  return { ...printed, copies: copiesBelow(workdir ?? '/', container) };
}

function carriedBy({ copies }: Printed): { readonly printed?: readonly CopyOut[] } {
  return copies.length === 0 ? {} : { printed: copies };
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

/** Verbs on a container that exists; `changes` tells whether its files may be others afterwards. */
export function dockerContainerUse(docker: DockerCommand, changes: boolean, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, runSpec);
  const containers = containersNamed(world, positionals);
  const after = changes ? containers.reduce(changed, world) : world;
  return outcome(
    after,
    { kind: 'container-use', containers, verb: docker.verb, changes },
    { stdout: { kind: 'unknown', why: `what docker ${docker.verb} prints` } },
  );
}

function changed(world: World, container: Container): World {
  return replaceContainer(world, container, { ...container, changed: true });
}

/** A container that did something: its files, and what it wrote to folders of the host. */
function used(docker: DockerCommand, before: Container, after: Container, printed: Printed, world: World): Outcome {
  const replaced = replaceContainer(world, before, after);
  const worked = after.work !== before.work;
  return outcome(
    worked ? withOutputs(replaced, after) : replaced,
    { kind: 'container-use', containers: [after], verb: docker.verb, changes: true, ...carriedBy(printed) },
    { stdout: printed.stdout, writes: worked ? writtenHostPaths(after, world) : [] },
  );
}

/** `docker wait`: afterwards the command has come to its end. */
export function dockerWait(docker: DockerCommand, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, plainSpec);
  const [container, ...others] = containersNamed(world, positionals);
  if (container === undefined || others.length > 0) return dockerContainerUse(docker, false, world);
  return used(docker, container, waitedFor(container), nothingPrinted, world);
}

const nothingPrinted: Printed = { stdout: { kind: 'nothing' }, copies: [] };

/** `docker exec`: a command that only prints leaves the container as it is (I-05). */
export function dockerExec(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, runSpec);
  const [name, ...command] = positionals;
  const [container] = name === undefined ? [] : containersNamed(world, [name]);
  if (container === undefined) return dockerContainerUse(docker, true, world);
  const argv = command.map((argument) => argument.value);
  const changes = !changesNothing(argv, invocation);
  const workdir = workdirOf(container, lastValue(options, '--workdir'));
  const terminal = isSwitchedOn(options, '--tty');
  const printed = printedBy({ container, argv, workdir, terminal, by: `${docker.tool} exec` });
  if (changes) return used(docker, container, executed(container, options, argv, invocation, world), printed, world);
  return outcome(
    world,
    { kind: 'container-use', containers: [container], verb: docker.verb, changes, ...carriedBy(printed) },
    { stdout: printed.stdout },
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
    printing: null,
  };
  const effect = {
    kind: 'container-use',
    containers: [container],
    verb: 'export',
    changes: false,
    ...carriedBy({ stdout: { kind: 'nothing' }, copies: copiesIn(archive, container) }),
  } as const;
  const file = lastValue(options, '--output');
  if (file === null) return outcome(world, effect, { stdout: { kind: 'content', origin: archive } });
  const { world: after, reads, writes } = finish(writeDerived(file, archive, begin(world), invocation));
  return outcome(after, effect, { reads, writes });
}

/** `docker logs`: what the container's command printed (§1.8). */
export function dockerLogs(docker: DockerCommand, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, plainSpec);
  const [container] = containersNamed(world, positionals);
  const result = dockerContainerUse(docker, false, world);
  const isWhole = options.every(({ name }) => name === '--follow' || name === '--force');
  if (container === undefined || !isWhole) return result;
  const printed = outputOf(container, `${docker.tool} logs`);
  return outcome(
    world,
    { kind: 'container-use', containers: [container], verb: docker.verb, changes: false, ...carriedBy(printed) },
    { stdout: printed.stdout },
  );
}

const startSpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  switches: new Set(['--attach', '--interactive']),
  values: new Set(['--detach-keys', '--checkpoint', '--checkpoint-dir']),
  aliases: new Map([
    ['-a', '--attach'],
    ['-i', '--interactive'],
  ]),
};

/** `docker start`: a command that only prints leaves the files as they are; with `-a` its output is shown. */
export function dockerStart(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { options, positionals } = parseOptions(docker.rest, startSpec);
  const containers = containersNamed(world, positionals);
  const [container] = containers;
  const inert = containers.every(({ argv }) => argv !== null && changesNothing(argv, invocation));
  if (container === undefined) return dockerContainerUse(docker, true, world);
  const attached = options.some(({ name }) => name === '--attach' || name === '--interactive');
  if (!inert)
    return containers.length > 1
      ? dockerContainerUse(docker, true, world)
      : used(docker, container, started(container, attached, invocation, world), nothingPrinted, world);
  const after = containers.reduce(
    (at, each) => replaceContainer(at, each, each.state === 'created' ? { ...each, state: 'inert' } : each),
    world,
  );
  const ended = after.containers.get(container.id) ?? container;
  const printed = attached ? outputOf(ended, `${docker.tool} start`) : nothingPrinted;
  return outcome(
    after,
    { kind: 'container-use', containers, verb: docker.verb, changes: false, ...carriedBy(printed) },
    { stdout: printed.stdout },
  );
}
