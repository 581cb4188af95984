import { joinHostPath, repositoryRoot, resolveHostPath, type HostPath } from '../../world/host-path.js';
import { idValue, withImage } from '../../world/reference.js';
import { fileNode, updateNode } from '../../world/tree.js';
import { emptyValue, knownText, renderValue, type Value } from '../../world/value.js';
import type {
  Argument,
  Build,
  CommandOption,
  ContextSource,
  DockerfileSource,
  Image,
  World,
} from '../../world/world.js';
import { outcome, streamText, type Invocation, type Outcome, type Stream } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { localOutput } from './local-output.js';
import { streamContext } from './stream-context.js';
import type { DockerCommand } from './verb.js';

const buildSpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  maximum: 1,
  switches: new Set([
    '--compress',
    '--disable-content-trust',
    '--force-rm',
    '--load',
    '--no-cache',
    '--pull',
    '--push',
    '--quiet',
    '--rm',
    '--squash',
    '--stream',
    '--layers',
    '--debug',
    '--check',
    '--tls-verify',
    '--pull-always',
    '--pull-never',
    '--squash-all',
  ]),
  values: new Set([
    '--add-host',
    '--allow',
    '--annotation',
    '--attest',
    '--build-arg',
    '--build-context',
    '--builder',
    '--cache-from',
    '--cache-to',
    '--call',
    '--cgroup-parent',
    '--cpu-period',
    '--cpu-quota',
    '--cpu-shares',
    '--cpuset-cpus',
    '--cpuset-mems',
    '--file',
    '--iidfile',
    '--isolation',
    '--label',
    '--memory',
    '--memory-swap',
    '--metadata-file',
    '--network',
    '--no-cache-filter',
    '--output',
    '--platform',
    '--progress',
    '--provenance',
    '--sbom',
    '--secret',
    '--security-opt',
    '--shm-size',
    '--ssh',
    '--tag',
    '--target',
    '--ulimit',
    '--volume',
    '--userns',
    '--format',
    '--ignorefile',
    '--authfile',
    '--arch',
    '--os',
    '--env',
    '--jobs',
    '--runtime',
    '--cap-add',
    '--cap-drop',
    '--dns',
  ]),
  aliases: new Map([
    ['-c', '--cpu-shares'],
    ['-f', '--file'],
    ['-m', '--memory'],
    ['-o', '--output'],
    ['-q', '--quiet'],
    ['-t', '--tag'],
    ['-v', '--volume'],
    ['-D', '--debug'],
    ['--net', '--network'],
  ]),
};

/** Environment variables that choose the engine or the builder: both builds must agree on them (3.1.5). */
const engineVariables = [
  'DOCKER_BUILDKIT',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'BUILDX_BUILDER',
  'DOCKER_DEFAULT_PLATFORM',
  'DOCKER_CONFIG',
];

/** `docker build`: makes an image of the host as it stands now and gives it its tags. */
export function dockerBuild(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const parsed = parseOptions(docker.rest, buildSpec);
  const options = [...docker.globalOptions, ...parsed.options].filter(isGiven);
  const surplus = parsed.positionals.map(({ value }) => knownText(value));
  if (surplus.length > 1 && !surplus.includes(null)) {
    const why = `docker build takes one build context, and here it gets ${surplus.join(' ')}`;
    invocation.services.report('legacy-fails', { why });
    return outcome(world, { kind: 'engine', verb: 'build' }, { status: { kind: 'failure' } });
  }
  const { context, host } = contextOf(parsed.positionals, invocation, world);
  const build: Build = {
    tool: docker.tool,
    dockerfile: dockerfileOf(options, context, invocation.stdin, world, invocation),
    context,
    options,
    unknownOptions: [...parsed.unknownOptions, ...parsed.unknown],
    tags: valuesOf(options, '--tag').filter((tag) => tag.length > 0),
    environment: engineEnvironment(invocation.environment),
    host,
    cwd: world.cwd,
    images: world.images,
  };
  const image: Image = { kind: 'built', id: `image#${invocation.services.fresh('image')}`, build };
  const named = build.tags.reduce((at, tag) => withImage(at, tag, image), withId(world, image));
  const quiet = options.some((option) => option.name === '--quiet');
  const output = localOutput(options, image, docker.tool, invocation, named);
  return outcome(
    withIdFile(output.world, options, image),
    { kind: 'build', build, image, ...(output.copies.length === 0 ? {} : { exported: output.copies }) },
    {
      stdout: quiet
        ? { kind: 'text', text: idValue(image.id) }
        : { kind: 'unknown', why: 'the build log', image: image.id },
      writes: [...idFiles(options, world.cwd), ...output.copies.map(({ to }) => to)],
    },
  );
}

/** A switch written `--no-cache=false` is as good as not written. */
function isGiven({ name, value }: CommandOption): boolean {
  return !buildSpec.switches.has(name) || value === null || !/^(?:0|f|false)$/i.test(knownText(value) ?? '');
}

/** The values of every occurrence of an option, in order. */
export function valuesOf(options: readonly CommandOption[], name: string): readonly Value[] {
  return options.flatMap((option) => (option.name === name && option.value !== null ? [option.value] : []));
}

/** The last value of an option, null where it is not given. */
export function lastValue(options: readonly CommandOption[], name: string): Value | null {
  return valuesOf(options, name).at(-1) ?? null;
}

function withId(world: World, image: Image): World {
  return { ...world, images: new Map(world.images).set(image.id, image) };
}

function idFiles(options: readonly CommandOption[], cwd: HostPath): HostPath[] {
  return valuesOf(options, '--iidfile').map((value) => resolveHostPath(value, cwd).path);
}

function withIdFile(world: World, options: readonly CommandOption[], image: Image): World {
  return idFiles(options, world.cwd).reduce((at, path) => {
    const host = updateNode(at.host, path, () => fileNode({ kind: 'generated', text: idValue(image.id) }));
    return host === null ? at : { ...at, host };
  }, world);
}

/** A build context with the host as the build sees it. */
interface SeenContext {
  readonly context: ContextSource;
  readonly host: World['host'];
}

/** IG-1: the kinds of context, told apart by the word. */
function contextOf(
  positionals: readonly Invocation['arguments'][number][],
  invocation: Invocation,
  world: World,
): SeenContext {
  const unknown = (why: string): SeenContext => seen({ kind: 'unknown', why }, world);
  const argument = positionals.at(-1);
  if (argument === undefined) return unknown('no build context is given');
  if (positionals.length > 1)
    return unknown(`more than one build context is given (${positionals.map((p) => renderValue(p.value)).join(' ')})`);
  const text = knownText(argument.value);
  if (text === '-') return inputContext(argument, invocation, world);
  if (text !== null && /^(?:https?:\/\/|git:\/\/|git@|ssh:\/\/|github\.com\/)/.test(text))
    return unknown(`the build context is remote (${text})`);
  const resolved = resolveHostPath(argument.value, world.cwd);
  for (const symbol of resolved.defaults)
    invocation.services.assume('default-value', { name: symbol.key, value: symbol.fallback ?? '' });
  if (resolved.unknown.length > 0)
    return seen(
      {
        kind: 'unknown',
        why: `the build context is ${renderValue(argument.value)}, which is not known`,
        path: resolved.path,
      },
      world,
    );
  return seen({ kind: 'directory', path: resolved.path, argument }, world);
}

/** A tar whose members are known is a folder, a text is a Dockerfile without a context (I-14, I-15). */
function inputContext(argument: Argument, invocation: Invocation, world: World): SeenContext {
  const { stdin } = invocation;
  const stream =
    stdin.kind === 'content' && stdin.origin.kind === 'archive' ? streamContext(stdin.origin, invocation, world) : null;
  if (stream !== null)
    return { context: { kind: 'directory', path: stream.path, argument, streamed: true }, host: stream.host };
  return isArchive(stdin)
    ? seen({ kind: 'unknown', why: 'the build context comes from standard input' }, world)
    : seen({ kind: 'none', argument }, world);
}

function seen(context: ContextSource, { host }: World): SeenContext {
  return { context, host };
}

/** Standard input that is, or may be, a tar of the context; a text is a Dockerfile (I-14, I-15). */
function isArchive(stdin: Stream): boolean {
  if (stdin.kind !== 'content') return stdin.kind === 'unknown';
  return stdin.origin.kind !== 'repository' || /\.(?:tar|tgz|txz|tbz2?)(?:\.\w+)?$/.test(stdin.origin.path);
}

function dockerfileOf(
  options: readonly CommandOption[],
  context: ContextSource,
  stdin: Stream,
  world: World,
  invocation: Invocation,
): DockerfileSource {
  const option = options.filter((candidate) => candidate.name === '--file').at(-1) ?? null;
  const named = option?.value ?? null;
  const fromStdin = context.kind === 'none' || (named !== null && knownText(named) === '-');
  if (fromStdin) return stdinDockerfile(stdin, option);
  if (named !== null && named.length > 0) {
    // IG-1: in a tar, `-f` is a path of the tar.
    const streamed = context.kind === 'directory' && context.streamed === true;
    const resolved = resolveHostPath(named, streamed ? context.path : world.cwd);
    for (const symbol of resolved.defaults)
      invocation.services.assume('default-value', { name: symbol.key, value: symbol.fallback ?? '' });
    if (resolved.unknown.length > 0)
      return {
        kind: 'unknown',
        why: `the Dockerfile is ${renderValue(named)}, which is not known`,
        path: resolved.path,
      };
    return { kind: 'file', path: resolved.path, option };
  }
  if (context.kind === 'directory')
    return { kind: 'file', path: joinHostPath(context.path, 'Dockerfile'), option: null };
  return {
    kind: 'unknown',
    why: context.why,
    ...(context.path === undefined ? {} : { path: joinHostPath(context.path, 'Dockerfile') }),
  };
}

function stdinDockerfile(stdin: Stream, option: CommandOption | null): DockerfileSource {
  if (stdin.kind === 'content' && stdin.origin.kind === 'repository') {
    return { kind: 'file', path: joinHostPath(repositoryRoot, stdin.origin.path), option: null };
  }
  const text = streamText(stdin);
  if (text === null || text === emptyValue) return { kind: 'unknown', why: 'the Dockerfile comes from standard input' };
  return { kind: 'text', text, why: 'the Dockerfile comes from standard input', option };
}

/** What the environment says about engine and builder. */
export function engineEnvironment(environment: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const chosen = engineVariables.flatMap((name): [string, Value][] => {
    const value = environment.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return new Map(chosen);
}
