import { quoteShell } from '../script/shell/text.js';
import type { Command, Word } from '../script/program.js';
import { diagnose, type Diagnostic, type FileLookup } from '../source/diagnostic.js';
import { repositoryPath, type HostPath } from '../world/host-path.js';
import { knownText, renderValue, splitAtFirst, symbolsOf } from '../world/value.js';
import type { CommandOption } from '../world/world.js';
import { scriptText } from '../infer/generated/argument-names.js';
import type { BuildRun } from '../infer/infer.js';

/** An option of one command line as text for another, or why it cannot go there. */
export type MovedOption =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'refused'; readonly diagnostic: Diagnostic };

/**
 * Writes a builder's option for the runtime's command line: as it is written where both stand in one scope, else by
 * its value.
 *
 * @param renamed new name of a build argument, null where the option keeps its text
 */
export function moveOption(
  option: CommandOption,
  renamed: string | null,
  from: BuildRun,
  to: BuildRun,
  files: FileLookup,
): MovedOption {
  const changed = assignedBetween(option, from, to);
  if (sameScope(from, to) && changed === null) {
    if (option.text !== undefined)
      return { kind: 'text', text: renamed === null ? option.text : renameText(option.text, renamed) };
    if (option.arguments.length === 0) return { kind: 'text', text: newArgument(option, renamed) };
    const words = uniqueWords(option).map((word) => textOf(word, files));
    return { kind: 'text', text: renamed === null ? words.join(' ') : renameArgument(option, words, renamed) };
  }
  const text = literalOption(option, renamed);
  if (text !== null && changed === null) return { kind: 'text', text };
  return {
    kind: 'refused',
    diagnostic: diagnose(
      'options-differ',
      from.step.command.span,
      { option: `${option.name} ${option.value === null ? '' : renderValue(option.value)}`.trim() },
      files,
    ),
  };
}

/** One shell: the same calls led to both; a sourced file is the shell that sources it. */
function sameScope(a: BuildRun, b: BuildRun): boolean {
  const left = a.step.callers.filter((caller) => !isSourcing(caller));
  const right = b.step.callers.filter((caller) => !isSourcing(caller));
  return left.length === right.length && left.every((caller, index) => caller === right[index]);
}

function isSourcing({ argv }: Command): boolean {
  const [piece] = argv[0]?.pieces ?? [];
  return piece?.kind === 'literal' && (piece.text === '.' || piece.text === 'source');
}

/** A variable of the option that gets another value before the other command. */
function assignedBetween(option: CommandOption, from: BuildRun, to: BuildRun): string | null {
  const names = new Set([
    ...option.arguments.flatMap(({ word }) =>
      word.pieces.flatMap((piece) => (piece.kind === 'parameter' ? [piece.name] : [])),
    ),
    ...(option.arguments.length === 0 ? symbolsOf(option.value ?? []).flatMap(({ carrier }) => carrier ?? []) : []),
    ...[...(option.text ?? '').matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name),
  ]);
  const between = to.path.steps.filter((step) => step.index > from.step.index && step.index < to.step.index);
  return between.flatMap((step) => step.assigns).find((name) => names.has(name)) ?? null;
}

/** An option that no command line had: a script value that a generated Dockerfile holds. */
function newArgument({ name, value }: CommandOption, renamed: string | null): string {
  const split = value === null ? null : splitAtFirst(value, '=');
  const [symbol] = symbolsOf(split?.tail ?? []);
  const key = renamed ?? renderValue(split?.head ?? []);
  return `${name} ${key}="${symbol === undefined ? '' : (scriptText(symbol) ?? '')}"`;
}

/** Whether the Dockerfile or the context comes on standard input. */
export function takesInput({ step }: BuildRun): boolean {
  if (step.effect.kind !== 'build') return false;
  const { dockerfile, context } = step.effect.build;
  if (dockerfile.kind === 'text' || context.kind === 'none') return true;
  if (context.kind === 'directory' && context.streamed === true) return true;
  const named = dockerfile.kind === 'file' ? (dockerfile.option?.value ?? null) : null;
  return named !== null && knownText(named) === '-';
}

function uniqueWords(option: CommandOption): Word[] {
  return [...new Set(option.arguments.map(({ word }) => word))];
}

export function textOf(word: Word, files: FileLookup): string {
  return files(word.span.file)?.text.slice(word.span.start, word.span.end) ?? '';
}

/** `--build-arg NAME=value` that nobody wrote, with another name. */
function renameText(text: string, renamed: string): string {
  return text.includes('=')
    ? text.replace(/^(--build-arg )\w+/, `$1${renamed}`)
    : text.replace(/^--build-arg (\w+)$/, `--build-arg ${renamed}="$$$1"`);
}

/** `--build-arg NAME=value` with another name; a bare NAME takes the variable's value along (AR-9). */
function renameArgument(option: CommandOption, words: readonly string[], renamed: string): string {
  const name = option.value === null ? '' : renderValue(splitAtFirst(option.value, '=')?.head ?? option.value);
  const last = words.at(-1) ?? '';
  const bare = option.value !== null && splitAtFirst(option.value, '=') === null;
  const text = bare ? `${renamed}="$${name}"` : last.replace(name, renamed);
  return [...words.slice(0, -1), text].join(' ');
}

/** An option whose value is known, or holds only variables of the environment. */
function literalOption(option: CommandOption, renamed: string | null): string | null {
  if (option.value === null) return option.name;
  const split = renamed === null ? null : splitAtFirst(option.value, '=');
  const value = split === null ? option.value : [{ kind: 'text', text: `${renamed ?? ''}=` } as const, ...split.tail];
  const known = knownText(value);
  if (known !== null) return `${option.name} ${quoteShell(known)}`;
  if (value.some((part) => part.kind === 'symbol' && !/^\$\{[A-Za-z_]\w*\}$/.test(part.key))) return null;
  return `${option.name} "${value.map((part) => (part.kind === 'text' ? part.text.replace(/["\\$`]/g, '\\$&') : part.key)).join('')}"`;
}

/** A repository path as one writes it from a current directory inside the repository; null outside of it. */
export function relativeFrom(cwd: HostPath, path: HostPath): string | null {
  const from = repositoryPath(cwd);
  const to = repositoryPath(path);
  if (from === null || to === null) return null;
  const source = from === '' ? [] : from.split('/');
  const target = to === '' ? [] : to.split('/');
  let shared = 0;
  while (shared < source.length && source[shared] === target[shared]) shared += 1;
  const parts = [...source.slice(shared).map(() => '..'), ...target.slice(shared)];
  return parts.length === 0 ? '.' : parts.join('/');
}
