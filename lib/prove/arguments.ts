import type { Build } from '../world/world.js';
import { renderValue, splitAtFirst } from '../world/value.js';
import type { ArgInstruction, EscapeCharacter } from '../dockerfile/types.js';
import { expandSymbolic } from './expansion.js';
import type { Family, Session } from './session.js';
import type { Text } from './symbols.js';
import type { Term } from './term.js';

/** The build arguments of one command line; the last of a name counts. */
export interface BuildArguments {
  readonly values: ReadonlyMap<string, Text>;
  /** Words of unknown content among the options: they may set any argument. null: there are none. */
  readonly open: string | null;
}

/** AR-7: visible in every RUN without a declaration. */
const proxyNames: ReadonlySet<string> = new Set(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
);

/** AR-8: filled by BuildKit. */
const platformNames: ReadonlySet<string> = new Set(
  ['TARGET', 'BUILD'].flatMap((prefix) => ['PLATFORM', 'OS', 'ARCH', 'VARIANT'].map((name) => prefix + name)),
);

/** Names that steer the builder itself and are no arguments of the Dockerfile. */
export function isBuilderArgument(name: string): boolean {
  return /^BUILDKIT_|^SOURCE_DATE_EPOCH$/.test(name);
}

/**
 * The arguments that `docker build` was given (AR-9). `--build-arg X` alone takes the client's variable: a symbol that
 * may also be unset.
 *
 * @param clientValue names what the client's environment holds at this moment
 */
export function buildArguments(build: Build, session: Session, clientValue: (name: string) => string): BuildArguments {
  const given = new Map<string, Text>();
  for (const { name, value } of build.options) {
    if (name !== '--build-arg' || value === null) continue;
    const split = splitAtFirst(value, '=');
    const key = session.symbols.show(session.symbols.encode(split === null ? value : split.head));
    given.set(key, split === null ? session.symbols.symbol(clientValue(key)) : session.symbols.encode(split.tail));
  }
  const open = build.unknownOptions.map((option) => renderValue(option.value)).join(' ');
  return { values: given, open: open === '' ? null : open };
}

/** The value of a declared argument: the given one, else `fallback` (AR-2). */
function valueOf(given: BuildArguments, name: string, fallback: Text | undefined, session: Session): Text | undefined {
  const value = given.values.get(name);
  const known = value === undefined ? fallback : orUnset(value, fallback, session);
  if (given.open === null) return known;
  return session.symbols.symbol(
    `${name} of ${given.open}, else ${known === undefined ? 'unset' : `=${session.symbols.show(known)}`}`,
  );
}

interface Scoped {
  readonly value: Text;
  readonly from: 'arg' | 'env' | 'inherited';
}

/** The variables of one place in a Dockerfile (§2.9). */
export class Scope {
  readonly #values = new Map<string, Scoped>();
  readonly #declared = new Set<string>();

  /** @param unknown the value of a variable that only the base image can have set */
  constructor(
    readonly session: Session,
    readonly family: Family,
    readonly unknown: (name: string) => Text | undefined,
  ) {}

  readonly lookup = (name: string): Text | undefined => this.#values.get(name)?.value ?? this.unknown(name);

  setEnv(name: string, value: Text): void {
    this.#values.set(name, { value, from: 'env' });
  }

  /** AR-6: under classic ENV always wins, under BuildKit the later line does. */
  setArg(name: string, value: Text | undefined): void {
    this.#declared.add(name);
    if (value === undefined) return;
    if (this.family === 'classic' && this.#values.get(name)?.from === 'env') return;
    this.#values.set(name, { value, from: 'arg' });
  }

  /** AR-5: BuildKit lets a child stage inherit what its parent declared. */
  inherit(parent: Scope): void {
    for (const [name, scoped] of parent.#values)
      if (scoped.from !== 'env') this.#values.set(name, { ...scoped, from: 'inherited' });
    for (const name of parent.#declared) this.#declared.add(name);
  }

  isDeclared(name: string): boolean {
    return this.#declared.has(name);
  }

  /** What a RUN finds in its environment: every variable with a value, by name (AR-4). */
  environment(): Term {
    const { terms, symbols } = this.session;
    const entries = [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
    return terms.make(
      'environment',
      ...entries.map(([name, { value, from }]) =>
        terms.make(from === 'inherited' ? 'inherited' : 'variable', name, symbols.show(value)),
      ),
    );
  }
}

/** The proxies that reach a RUN although nobody declared them (AR-7). */
export function proxiesOf(given: BuildArguments, scope: Scope): Term {
  const { terms, symbols } = scope.session;
  const names = [...given.values]
    .filter(([name]) => proxyNames.has(name) && !scope.isDeclared(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const open = given.open === null ? [] : [terms.make('variable', 'options', given.open)];
  return terms.make(
    'proxies',
    ...open,
    ...names.map(([name, value]) => terms.make('variable', name, symbols.show(value))),
  );
}

/** ARG before the first FROM, and what BuildKit sets there by itself (AR-1, AR-8). */
export function globalScope(
  globals: readonly ArgInstruction[],
  given: BuildArguments,
  platform: Text,
  session: Session,
  family: Family,
  escape: EscapeCharacter,
): Scope {
  const scope = new Scope(session, family, () => undefined);
  if (family === 'buildkit')
    for (const name of platformNames) scope.setArg(name, platformValue(name, platform, given, session));
  for (const { declarations } of globals) {
    for (const { name, defaultText } of declarations) {
      const fallback = defaultText === null ? undefined : expandSymbolic(defaultText, scope.lookup, session, escape);
      scope.setArg(name, valueOf(given, name, fallback, session));
    }
  }
  return scope;
}

function platformValue(name: string, platform: Text, given: BuildArguments, session: Session): Text {
  return (
    given.values.get(name) ??
    session.symbols.symbol(name.startsWith('TARGET') ? `${name} of ${session.symbols.show(platform)}` : name)
  );
}

/** AR-9: the client's variable may be unset, and then the default counts. */
function orUnset(value: Text, fallback: Text | undefined, session: Session): Text {
  const shown = session.symbols.show(value);
  if (!shown.startsWith('client ')) return value;
  return fallback === undefined ? value : session.symbols.symbol(`${shown} or ${session.symbols.show(fallback)}`);
}

/** AR-2: the given value, else the stage's default, else the global one, else unset. */
export function declareArguments(
  instruction: ArgInstruction,
  scope: Scope,
  globals: Scope,
  given: BuildArguments,
  escape: EscapeCharacter,
): void {
  for (const { name, defaultText } of instruction.declarations) {
    const own =
      defaultText === null ? globals.lookup(name) : expandSymbolic(defaultText, scope.lookup, scope.session, escape);
    scope.setArg(name, valueOf(given, name, own, scope.session));
  }
}

/** How the client's value of a name is called: with the assignment that was last carried out, if the script has one. */
export function clientValueName(name: string, assignment: string | null): string {
  return assignment === null ? `client ${name}` : `client ${name} after ${assignment}`;
}
