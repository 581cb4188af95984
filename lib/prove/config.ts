import type { Session } from './session.js';
import type { Text } from './symbols.js';
import type { Argument, Term } from './term.js';

/** The configuration of an image: what the base has, and what the instructions set (PS-1 … PS-7). */
export interface Config {
  /** Of the image that everything rests on. */
  readonly base: Term;
  readonly env: ReadonlyMap<string, Text>;
  /** null: the base's. */
  readonly workdir: Text | null;
  readonly user: Text | null;
  readonly shell: readonly string[] | null;
  readonly labels: ReadonlyMap<string, Text>;
  readonly exposed: ReadonlySet<Text>;
  readonly volumes: ReadonlySet<Text>;
  /** CMD, ENTRYPOINT, HEALTHCHECK, STOPSIGNAL, MAINTAINER: the last one counts. */
  readonly single: ReadonlyMap<string, Term>;
  readonly onbuild: readonly Term[];
  /** A CMD of this file (PS-4). */
  readonly ownCommand: boolean;
}

export function emptyConfig(base: Term): Config {
  return {
    base,
    env: new Map(),
    workdir: null,
    user: null,
    shell: null,
    labels: new Map(),
    exposed: new Set(),
    volumes: new Set(),
    single: new Map(),
    onbuild: [],
    ownCommand: false,
  };
}

/** The parts of a configuration by name, each one term: differences are told by part. */
export function configTerm(config: Config, session: Session): Term {
  const { terms, symbols } = session;
  const text = (value: Text | null): Argument => (value === null ? terms.make('none') : symbols.show(value));
  const sorted = (values: Iterable<string>): string[] => [...values].map((value) => symbols.show(value)).sort();
  const pairs = (values: ReadonlyMap<string, Text>): Term[] =>
    [...values].map(([key, value]) => terms.make('pair', symbols.show(key), symbols.show(value)));
  const labels = new Map([...config.labels].sort(([a], [b]) => (a < b ? -1 : 1)));
  const single = [...config.single].sort(([a], [b]) => (a < b ? -1 : 1));
  return terms.make(
    'config',
    config.base,
    terms.make('Env', ...pairs(config.env)),
    terms.make('WorkingDir', text(config.workdir === null ? null : trimmed(config.workdir))),
    terms.make('User', text(config.user)),
    terms.make('Shell', ...(config.shell ?? [terms.make('none')])),
    terms.make('Labels', ...pairs(labels)),
    terms.make('ExposedPorts', ...sorted(config.exposed)),
    terms.make('Volumes', ...sorted(config.volumes)),
    terms.make('OnBuild', ...config.onbuild),
    ...single.map(([name, term]) => terms.make(name, term)),
  );
}

/** §4.2: a slash at the end of the working directory has no effect. */
function trimmed(path: Text): Text {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
