import { holdsGeneratedValue, withGeneratedValues } from './generated-values.js';
import { all, differs, excusedBy, same, sameIf, type Verdict } from './outcome.js';
import type { Session } from './session.js';
import { textAt, type Term } from './term.js';

interface Variable {
  readonly name: string;
  readonly value: string;
  readonly inherited: boolean;
}

function variables(term: Term): Map<string, Variable> {
  const found = new Map<string, Variable>();
  for (const argument of term.args) {
    if (typeof argument === 'string') continue;
    const name = textAt(argument, 0);
    found.set(name, { name, value: textAt(argument, 1), inherited: argument.tag === 'inherited' });
  }
  return found;
}

/** A RUN's command and environment, which a renamed argument changes together. */
export interface CommandPlace {
  readonly command: Term;
  readonly environment: Term;
}

/** Environments are equal variable by variable; a stage that became a parent may hand down arguments (ARG-6). */
export function compareCommands(
  legacy: CommandPlace,
  rewritten: CommandPlace,
  compare: (a: Term, b: Term) => Verdict,
  session: Session,
): Verdict {
  const before = variables(legacy.environment);
  const after = variables(rewritten.environment);
  const written = [...after.values()].filter((variable) => holdsGeneratedValue(variable, session));
  const command = written.length === 0 ? rewritten.command : withValues(rewritten.command, written, session);
  const missing = [...before.values()].filter(({ name, value }) => after.get(name)?.value !== value);
  const extra = [...after.values()].filter(({ name }) => !before.has(name));
  const handedDown = extra.filter(({ inherited }) => inherited);
  const arguments_ = written.filter(
    (variable) => !variable.inherited && (extra.includes(variable) || command !== rewritten.command),
  );
  const fresh = extra.filter(
    (variable) =>
      !variable.inherited && !arguments_.includes(variable) && !isShadow(variable, before, after, rewritten.command),
  );
  const inheritance = sameIf(
    ...handedDown.map(({ name }) => ({ code: 'inherited-arguments' as const, values: { name }, place: null })),
  );
  const generated = sameIf(
    ...arguments_.map(({ name, value }) => ({
      code: 'generated-value' as const,
      values: { name, value },
      place: null,
    })),
  );
  const shadowed =
    fresh.length + handedDown.length + arguments_.length < extra.length ? excusedBy('renamed-argument') : same;
  if (missing.length === 0 && fresh.length === 0)
    return all([() => inheritance, () => generated, () => shadowed, () => compare(legacy.command, command)]);
  return all([() => inheritance, () => generated, () => renamed(legacy.command, command, missing, fresh)]);
}

/** I-16: what a build argument carries now stood in the text itself. */
function withValues(command: Term, written: readonly Variable[], session: Session): Term {
  if (command.tag !== 'shell-text') return command;
  const args = command.args.map((argument) =>
    typeof argument === 'string' ? withGeneratedValues(argument, written, session) : argument,
  );
  return session.terms.make(command.tag, ...args);
}

/** ARG-1: the new name of an argument stands beside the old one, which an ENV keeps alive; nothing asks for it. */
function isShadow(
  { name, value }: Variable,
  before: ReadonlyMap<string, Variable>,
  after: ReadonlyMap<string, Variable>,
  command: Term,
): boolean {
  const old = [...before.values()].some(
    (variable) =>
      variable.value === value &&
      after.get(variable.name)?.value === value &&
      name !== variable.name &&
      name.includes(variable.name),
  );
  return old && !command.args.some((argument) => typeof argument === 'string' && argument.includes(name));
}

/** ARG-1: the same value under another name, and the text uses that name in its place. */
function renamed(before: Term, after: Term, missing: readonly Variable[], fresh: readonly Variable[]): Verdict {
  const lost = missing.find(({ value }) => !fresh.some((candidate) => candidate.value === value));
  if (lost !== undefined)
    return differs(`the variable ${lost.name} no longer has the value ${JSON.stringify(lost.value)}`);
  const pairs = fresh.map((variable) => ({ variable, old: oldNameOf(variable, missing) }));
  const added = pairs.find(({ old }) => old === null);
  if (added !== undefined) return differs(`the variable ${added.variable.name} was not there before`);
  if (before.tag !== after.tag || before.args.length !== after.args.length)
    return differs('the command has another form');
  const stale = pairs.find(({ old }) =>
    after.args.some((argument) => typeof argument === 'string' && names(argument, old ?? '')),
  );
  if (stale !== undefined) return differs(`the command still uses ${stale.old ?? ''}, which no longer has its value`);
  const texts = after.args.map((argument) =>
    typeof argument === 'string'
      ? pairs.reduce((text, { variable, old }) => withName(text, variable.name, old ?? ''), argument)
      : argument,
  );
  if (texts.some((text, index) => text !== before.args[index])) return differs('the command uses other variables');
  const text = before.args.filter((argument) => typeof argument === 'string').join(' ');
  const doubtful = pairs.filter(({ old }) => !isOnlyText(text, old ?? ''));
  return all([
    () => excusedBy('renamed-argument'),
    () =>
      sameIf(
        ...doubtful.map(({ variable, old }) => ({
          code: 'renamed-argument' as const,
          values: { name: old ?? '', renamed: variable.name },
          place: null,
        })),
      ),
  ]);
}

/** The text names the variable, and starts nothing that commonly reads variables of its own. */
function isOnlyText(text: string, name: string): boolean {
  return (
    names(text, name) &&
    !/\b(?:make|cmake|npm|npx|yarn|pnpm|mvn|gradle|cargo|rake|tox|pip|bash|sh)\b|(?:^|[;&|]\s*)\.{0,2}\//.test(text)
  );
}

/** The text holds `$NAME` or `${NAME…}`. */
function names(text: string, name: string): boolean {
  return new RegExp(`\\$\\{?${name}(?!\\w)`).test(text);
}

function oldNameOf({ name, value }: Variable, missing: readonly Variable[]): string | null {
  const same = missing.filter((candidate) => candidate.value === value);
  return (
    (same.find((candidate) => name.includes(candidate.name)) ?? (same.length === 1 ? same[0] : undefined))?.name ?? null
  );
}

/** The text with `$NEW` and `${NEW…}` under the old name. */
function withName(text: string, from: string, to: string): string {
  return text.replace(new RegExp(`\\$(\\{?)${from}(?!\\w)`, 'g'), (_whole, brace: string) => `$${brace}${to}`);
}

/** AR-7, ARG-7: more proxies than before are wanted; fewer are not. */
export function compareProxies(legacy: Term, rewritten: Term): Verdict {
  const before = variables(legacy);
  const after = variables(rewritten);
  const lost = [...before.values()].find(({ name, value }) => after.get(name)?.value !== value);
  if (lost !== undefined)
    return differs(`the proxy argument ${lost.name} no longer has the value ${JSON.stringify(lost.value)}`);
  return after.size > before.size ? excusedBy('proxy-arguments') : same;
}
