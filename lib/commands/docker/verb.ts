import type { Argument, CommandOption, Tool } from '../../world/world.js';
import { knownText } from '../../world/value.js';
import { parseOptions, type OptionSpec } from '../options.js';

/** A docker command line with its verb in the short spelling: `docker container cp` is `cp`. */
export interface DockerCommand {
  readonly tool: Tool;
  readonly verb: string;
  readonly globalOptions: readonly CommandOption[];
  /** Behind the verb. */
  readonly rest: readonly Argument[];
}

const globalSpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: true,
  switches: new Set(['--debug', '--tls', '--tlsverify', '--version', '--help']),
  values: new Set([
    '--config',
    '--context',
    '--host',
    '--log-level',
    '--tlscacert',
    '--tlscert',
    '--tlskey',
    '--namespace',
    '--root',
    '--url',
    '--connection',
    '--storage-driver',
  ]),
  aliases: new Map([
    ['-D', '--debug'],
    ['-H', '--host'],
    ['-c', '--context'],
    ['-l', '--log-level'],
    ['-v', '--version'],
    ['-n', '--namespace'],
  ]),
};

const managementVerbs: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'container',
    new Map([
      ['ls', 'ps'],
      ['list', 'ps'],
      ['prune', 'container-prune'],
      ['remove', 'rm'],
    ]),
  ],
  [
    'image',
    new Map([
      ['ls', 'images'],
      ['list', 'images'],
      ['rm', 'rmi'],
      ['remove', 'rmi'],
      ['prune', 'image-prune'],
    ]),
  ],
  [
    'builder',
    new Map([
      ['build', 'build'],
      ['prune', 'builder-prune'],
    ]),
  ],
  [
    'buildx',
    new Map([
      ['build', 'build'],
      ['b', 'build'],
    ]),
  ],
]);

/** Reads tool and verb (3.1.1: the equal verbs); null where no verb is written. */
export function readDockerCommand(name: string, args: readonly Argument[]): DockerCommand | null {
  const parsed = parseOptions(args, globalSpec);
  const [first, second, ...others] = parsed.positionals;
  const verb = first === undefined ? null : knownText(first.value);
  if (verb === null || parsed.unknown.length > 0) return null;
  const tool: Tool = name === 'podman' || name === 'nerdctl' || name === 'buildah' ? name : 'docker';
  const base = { tool, globalOptions: parsed.options };
  const group = managementVerbs.get(verb);
  if (group === undefined) return { ...base, verb: verb === 'bud' ? 'build' : verb, rest: parsed.positionals.slice(1) };
  const inner = second === undefined ? null : knownText(second.value);
  if (inner === null) return { ...base, verb, rest: [] };
  const short = group.get(inner) ?? (verb === 'buildx' || verb === 'builder' ? `${verb}-${inner}` : inner);
  return { ...base, verb: short, rest: others };
}
