import type { Command } from '../script/program.js';
import { knownText, splitAtFirst, type Value } from '../world/value.js';
import type { Argument } from '../world/world.js';
import type { EvaluationContext } from './context.js';

export interface Stripped {
  readonly words: readonly Argument[];
  /** `env A=b cmd` */
  readonly assignments: readonly { readonly name: string; readonly value: Value }[];
  /** `exec cmd`: the script ends with the command. */
  readonly exits: boolean;
}

/** Commands that only carry out the rest of the line, with the options that take a value. */
const prefixes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['sudo', new Set(['-u', '-g', '-p', '-C', '-h', '--user', '--group'])],
  ['env', new Set(['-u', '-C'])],
  ['command', new Set<string>()],
  ['builtin', new Set<string>()],
  ['exec', new Set(['-a'])],
  ['nohup', new Set<string>()],
  ['time', new Set(['-f', '-o'])],
  ['nice', new Set(['-n'])],
  ['stdbuf', new Set(['-i', '-o', '-e'])],
  ['timeout', new Set(['-s', '-k'])],
  ['travis_retry', new Set<string>()],
  ['travis_wait', new Set<string>()],
  ['winpty', new Set<string>()],
]);

const dockerVerbs = new Set([
  'build',
  'create',
  'run',
  'cp',
  'rm',
  'rmi',
  'tag',
  'push',
  'pull',
  'container',
  'image',
  'login',
  'buildx',
  'exec',
  'ps',
  'images',
]);

/** Takes `sudo`, `env A=b`, `exec` … off the front, and settles which engine `$DOCKER` is. */
export function stripPrefixes(words: readonly Argument[], command: Command, context: EvaluationContext): Stripped {
  const assignments: { name: string; value: Value }[] = [];
  let rest = words;
  let exits = false;
  for (;;) {
    const [first] = rest;
    const name = first === undefined ? null : knownText(first.value);
    const valued = name === null ? undefined : prefixes.get(name.slice(name.lastIndexOf('/') + 1));
    if (name === null || valued === undefined || rest.length === 1) break;
    if (name === 'command' && /^-[vV]$/.test(knownText(rest[1]?.value ?? []) ?? '')) break;
    exits ||= name === 'exec';
    rest = withoutOptions(rest.slice(1), valued);
    if (name === 'timeout') rest = rest.slice(1);
    while (name === 'env' || name === 'sudo') {
      const split = rest[0] === undefined ? null : splitAtFirst(rest[0].value, '=');
      const key = split === null ? null : knownText(split.head);
      if (split === null || key === null || !/^\w+$/.test(key)) break;
      assignments.push({ name: key, value: split.tail });
      rest = rest.slice(1);
    }
  }
  return { words: withEngine(rest, command, context), assignments, exits };
}

function withoutOptions(words: readonly Argument[], valued: ReadonlySet<string>): readonly Argument[] {
  let at = 0;
  for (; at < words.length - 1; at++) {
    const text = knownText(words[at]?.value ?? []);
    if (text === null || !text.startsWith('-')) break;
    if (text === '--') return words.slice(at + 1);
    if (valued.has(text)) at += 1;
  }
  return words.slice(at);
}

/** `$DOCKER build …`: a command word that is not known, in front of a docker verb, is the engine. */
function withEngine(words: readonly Argument[], command: Command, context: EvaluationContext): readonly Argument[] {
  const [first, second, ...rest] = words;
  if (first === undefined || second === undefined || knownText(first.value) !== null) return words;
  const [symbol] = first.value;
  if (first.value.length !== 1 || symbol?.kind !== 'symbol') return words;
  const next = knownText(second.value) ?? '';
  if (/^(?:docker|podman|nerdctl)$/.test(next)) return [second, ...rest];
  const named = symbol.fallback ?? (/docker|podman|engine|builder|runtime/i.test(symbol.key) ? 'docker' : null);
  if (named === null || !dockerVerbs.has(next)) return words;
  context.assume('default-value', command.span, { name: symbol.key, value: named });
  const engine = (named.split(/\s+/).at(-1) ?? named).replace(/^.*\//, '');
  return [{ ...first, value: [{ kind: 'text', text: engine }] }, second, ...rest];
}
