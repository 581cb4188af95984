import { knownText, renderValue } from '../../../world/value.js';
import type { CommandOption, Finding } from '../../../world/world.js';

/** Options that say how a container is called, kept or watched: no file of it depends on them (3.3). */
const withoutEffect: ReadonlySet<string> = new Set([
  '--annotation',
  '--attach',
  '--cidfile',
  '--detach-keys',
  '--disable-content-trust',
  '--expose',
  '--group-add',
  '--hostname',
  '--init',
  '--label',
  '--label-file',
  '--log-driver',
  '--log-opt',
  '--name',
  '--no-healthcheck',
  '--pull',
  '--quiet',
  '--replace',
  '--restart',
  '--rm',
  '--sig-proxy',
  '--stop-signal',
  '--stop-timeout',
  '--tls-verify',
]);

/** Options that are read elsewhere. */
const readElsewhere: ReadonlySet<string> = new Set([
  '--detach',
  '--entrypoint',
  '--env',
  '--env-file',
  '--interactive',
  '--mount',
  '--platform',
  '--tmpfs',
  '--user',
  '--volume',
  '--volumes-from',
  '--workdir',
]);

/** Options that no RUN has, and that few programs notice (RUN-7). */
const seldomNoticed =
  /^--(?:tty|add-host|dns|dns-option|dns-search|ulimit|shm-size|memory|memory-reservation|memory-swap|memory-swappiness|kernel-memory|cpu-.*|cpus|cpuset-.*|blkio-.*|pids-limit|oom-.*|cap-drop|read-only|runtime|storage-opt|health-.*|isolation|userns|cgroup.*)$/;

/** What an option means for a RUN in its place: nothing, a note, or that there is none (3.3, RUN-7). */
export function flagFindings(options: readonly CommandOption[]): readonly Finding[] {
  const dropped: string[] = [];
  const needs: string[] = [];
  for (const option of options) {
    const { name } = option;
    if (withoutEffect.has(name) || readElsewhere.has(name) || isLabelSecurity(option)) continue;
    const shown = option.value === null ? name : `${name} ${renderValue(option.value)}`;
    if (seldomNoticed.test(name) || isPlainNetwork(option)) dropped.push(shown);
    else needs.push(shown);
  }
  return [
    ...needs.map((what): Finding => ({ code: 'run-needs', values: { what } })),
    ...(dropped.length === 0
      ? []
      : [{ code: 'run-options-dropped', values: { options: dropped.join(', ') } } as const]),
  ];
}

/** SELinux labels are about the host's own files. */
function isLabelSecurity({ name, value }: CommandOption): boolean {
  return name === '--security-opt' && value !== null && /^label[:=]/.test(renderValue(value));
}

/** The network of a build is one of these. */
function isPlainNetwork({ name, value }: CommandOption): boolean {
  const text = value === null ? '' : (knownText(value) ?? '');
  return name === '--network' && /^(?:host|bridge|default|none)$/.test(text);
}
