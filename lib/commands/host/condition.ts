import { joinHostPath, repositoryRoot, resolveHostPath } from '../../world/host-path.js';
import { findNode, type Node } from '../../world/tree.js';
import { equalValues, knownText, renderValue, symbolsOf, type Value } from '../../world/value.js';
import type { Argument, World } from '../../world/world.js';
import { failure, outcome, success, type CommandMeaning, type Status } from '../command.js';
import { isPattern, matchesPattern, matchesRegularExpression } from './pattern.js';
import { followLinks, presenceOf } from './place.js';
import { settledNode } from './settled.js';

/**
 * `test`, `[` and `[[` with their words (without the brackets).
 *
 * A test that rests on a symbol is unknown and carries a key. Spellings of one test share the key: the key is that of
 * the positive form, and `!` in front of it stands for the negation. Positive forms are `-z V`, `A = B` (operands in
 * order), `A -eq B` (in order), `A -lt B`, `-e P` and the other file tests, and `(A && B)`; so `-n V` is `!-z V`,
 * `A -gt B` is `B -lt A`, and `A || B` is `!(!A && !B)`.
 */
export function evaluateTest(words: readonly Argument[], world: World, double = false): Status {
  const reader = new TestReader(words, world, double);
  if (words.length === 0) return failure;
  const status = reader.either();
  return reader.atEnd ? status : failure;
}

/** `test …`, `[ … ]`, `[[ … ]]`: changes nothing. */
export const testCommand: CommandMeaning = (invocation, world) => {
  const isBracket = invocation.name === '[' || invocation.name === '[[';
  const last = invocation.arguments.at(-1);
  const closing = invocation.name === '[[' ? ']]' : ']';
  const closed = isBracket && last !== undefined && knownText(last.value) === closing;
  const words = closed ? invocation.arguments.slice(0, -1) : invocation.arguments;
  const status = isBracket && !closed ? failure : evaluateTest(words, world, invocation.name === '[[');
  return outcome(world, { kind: 'state' }, { status });
};

/** The opposite of a status. */
export function negated(status: Status): Status {
  switch (status.kind) {
    case 'success':
      return failure;
    case 'failure':
      return success;
    case 'unknown':
      return { kind: 'unknown', key: status.key.startsWith('!') ? status.key.slice(1) : `!${status.key}` };
  }
}

function both(left: Status, right: Status): Status {
  if (left.kind === 'failure' || right.kind === 'failure') return failure;
  if (left.kind === 'success') return right;
  if (right.kind === 'success' || left.key === right.key) return left;
  const [first, second] = [left.key, right.key].sort();
  return { kind: 'unknown', key: `(${first ?? ''} && ${second ?? ''})` };
}

function truth(holds: boolean): Status {
  return holds ? success : failure;
}

const binaryOperators: ReadonlySet<string> = new Set([
  '=',
  '==',
  '!=',
  '=~',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);
const unaryOperator = /^-[bcdefghkLnNoOprsStuvwxzGR]$/;

/** Reads the words of one test from left to right. */
class TestReader {
  #at = 0;

  constructor(
    readonly words: readonly Argument[],
    readonly world: World,
    readonly double: boolean,
  ) {}

  get atEnd(): boolean {
    return this.#at >= this.words.length;
  }

  #text(offset: number): string | null {
    const word = this.words[this.#at + offset];
    return word === undefined ? null : knownText(word.value);
  }

  #take(): Argument | undefined {
    return this.words[this.#at++];
  }

  either(): Status {
    let status = this.#all();
    while (!this.atEnd && this.#text(0) === (this.double ? '||' : '-o')) {
      this.#at++;
      status = negated(both(negated(status), negated(this.#all())));
    }
    return status;
  }

  #all(): Status {
    let status = this.#primary();
    while (!this.atEnd && this.#text(0) === (this.double ? '&&' : '-a')) {
      this.#at++;
      status = both(status, this.#primary());
    }
    return status;
  }

  /** POSIX: three words with an operator in the middle are a comparison, whatever the first word looks like. */
  #primary(): Status {
    const left = this.words.length - this.#at;
    if (left >= 3 && binaryOperators.has(this.#text(1) ?? '')) return this.#comparison();
    const text = this.#text(0);
    if (text === '!' && left > 1) {
      this.#at++;
      return negated(this.#primary());
    }
    if (text === '(' && left > 2) return this.#parentheses();
    if (left >= 2 && unaryOperator.test(text ?? '')) return this.#unary();
    const word = this.#take();
    return word === undefined ? failure : negated(emptiness(word.value));
  }

  #parentheses(): Status {
    this.#at++;
    const status = this.either();
    if (this.#text(0) !== ')') return failure;
    this.#at++;
    return status;
  }

  #comparison(): Status {
    const left = this.#take()?.value ?? [];
    const operator = knownText(this.#take()?.value ?? []) ?? '';
    const right = this.#take();
    return right === undefined ? failure : compare(left, operator, right, this.double, this.world);
  }

  #unary(): Status {
    const operator = knownText(this.#take()?.value ?? []) ?? '';
    const value = this.#take()?.value ?? [];
    if (operator === '-z') return emptiness(value);
    if (operator === '-n') return !this.double && isUnquoted(value) ? unquotedLength(value) : negated(emptiness(value));
    return /^-[vot]$/.test(operator)
      ? { kind: 'unknown', key: `${operator} ${renderValue(value)}` }
      : fileTest(operator, value, this.world);
  }
}

/** The status of `-z value`. */
function emptiness(value: Value): Status {
  if (value.length === 0) return success;
  if (value.some((part) => part.kind === 'text')) return failure;
  return { kind: 'unknown', key: `-z ${renderValue(value)}` };
}

function isUnquoted(value: Value): boolean {
  const [only] = value;
  return value.length === 1 && only?.kind === 'symbol' && only.splits;
}

/** `[ -n $x ]` also holds when x is empty: `-n` is then the only word. It is not the negation of `[ -z $x ]`. */
function unquotedLength(value: Value): Status {
  return { kind: 'unknown', key: `-n ${renderValue(value)} (unquoted)` };
}

function compare(left: Value, operator: string, right: Argument, double: boolean, world: World): Status {
  switch (operator) {
    case '=':
    case '==':
      return sameText(left, right, double, world);
    case '!=':
      return negated(sameText(left, right, double, world));
    case '=~':
      return regularExpression(left, right.value);
    case '-eq':
    case '-ne': {
      const same = numbers(left, right.value, '-eq', (a, b) => a === b);
      return operator === '-eq' ? same : negated(same);
    }
    case '-lt':
    case '-ge': {
      const less = numbers(left, right.value, '-lt', (a, b) => a < b);
      return operator === '-lt' ? less : negated(less);
    }
    case '-gt':
    case '-le': {
      const more = numbers(right.value, left, '-lt', (a, b) => a < b);
      return operator === '-gt' ? more : negated(more);
    }
    default:
      return { kind: 'unknown', key: `${renderValue(left)} ${operator} ${renderValue(right.value)}` };
  }
}

function sameText(left: Value, right: Argument, double: boolean, world: World): Status {
  const isGlob = double && isPattern(right);
  const known = knownText(left);
  const pattern = knownText(right.value);
  if (isGlob)
    return known !== null && pattern !== null
      ? truth(matchesPattern(pattern, known))
      : { kind: 'unknown', key: `${renderValue(left)} matches ${renderValue(right.value)}` };
  if (known !== null && pattern !== null) return truth(known === pattern || namesSameFile(known, pattern, world));
  const [a, b] = withoutCommonEnds(left, right.value);
  if (equalValues(a, b)) return success;
  if (a.length === 0) return emptiness(b);
  if (b.length === 0) return emptiness(a);
  const [first, second] = [renderValue(a), renderValue(b)].sort();
  return { kind: 'unknown', key: `${first ?? ''} = ${second ?? ''}` };
}

/** `[ "$0" = ./build.sh ]`: the script is known by its whole path, and people start it by a relative one. */
function namesSameFile(a: string, b: string, { cwd }: World): boolean {
  const [whole, short] = a.startsWith(`${repositoryRoot}/`) ? [a, b] : [b, a];
  return whole.startsWith(`${repositoryRoot}/`) && /^[^/]/.test(short) && joinHostPath(cwd, short) === whole;
}

/** `x$A = xyes` asks the same as `$A = yes`. */
function withoutCommonEnds(left: Value, right: Value): readonly [Value, Value] {
  const [a, ...restA] = left;
  const [b, ...restB] = right;
  if (a?.kind !== 'text' || b?.kind !== 'text') return [left, right];
  let same = 0;
  while (same < Math.min(a.text.length, b.text.length) && a.text.charAt(same) === b.text.charAt(same)) same++;
  const cut = (text: string, rest: Value): Value =>
    text.length === same ? rest : [{ kind: 'text', text: text.slice(same) }, ...rest];
  return [cut(a.text, restA), cut(b.text, restB)];
}

function regularExpression(left: Value, right: Value): Status {
  const text = knownText(left);
  const pattern = knownText(right);
  const matches = text === null || pattern === null ? null : matchesRegularExpression(pattern, text);
  return matches === null ? { kind: 'unknown', key: `${renderValue(left)} =~ ${renderValue(right)}` } : truth(matches);
}

function numbers(left: Value, right: Value, operator: '-eq' | '-lt', holds: (a: number, b: number) => boolean): Status {
  const a = knownText(left);
  const b = knownText(right);
  if (a !== null && b !== null) return truth(isNumber(a) && isNumber(b) && holds(Number(a), Number(b)));
  const shown = [renderValue(left), renderValue(right)];
  const [first, second] = operator === '-eq' ? shown.sort() : shown;
  return first === second
    ? truth(operator === '-eq')
    : { kind: 'unknown', key: `${first ?? ''} ${operator} ${second ?? ''}` };
}

function isNumber(text: string): boolean {
  return /^\s*[-+]?\d+\s*$/.test(text);
}

/** Tests of the host tree. What lies in an image or outside the checkout is unknown. */
function fileTest(operator: string, value: Value, world: World): Status {
  if (value.length === 0) return failure;
  const { path } = resolveHostPath(value, world.cwd);
  const ofLink = operator === '-L' || operator === '-h';
  const shown = operator === '-h' ? '-L' : operator;
  const unknown: Status = { kind: 'unknown', key: `${shown} ${path}` };
  if (symbolsOf(value).some((symbol) => symbol.fallback !== null))
    return { kind: 'unknown', key: `${shown} ${renderValue(value)}` };
  const target = followLinks(world.host, path, !ofLink);
  if (target === null) return unknown;
  const presence = presenceOf(world.host, target);
  if (presence === 'absent') return failure;
  const node = settledNode(findNode(world.host, target));
  return presence === 'open' || node === null ? unknown : nodeTest(operator, node, unknown);
}

function nodeTest(operator: string, node: Node, unknown: Status): Status {
  const entry = node.kind === 'opaque' ? node.entry : node.kind;
  switch (operator) {
    case '-e':
    case '-r':
    case '-w':
      return success;
    case '-f':
      return entry === 'unknown' ? unknown : truth(entry === 'file');
    case '-d':
      return entry === 'unknown' ? unknown : truth(entry === 'directory');
    case '-L':
    case '-h':
      return entry === 'unknown' ? unknown : truth(entry === 'link');
    case '-s':
      return hasSize(node) ?? unknown;
    case '-x':
      return isExecutable(node) ?? unknown;
    default:
      return unknown;
  }
}

function hasSize(node: Node): Status | null {
  if (node.kind === 'directory') return success;
  if (node.origin.kind !== 'generated') return null;
  const { text } = node.origin;
  if (text.length === 0) return failure;
  return text.some((part) => part.kind === 'text') ? success : null;
}

function isExecutable(node: Node): Status | null {
  if (node.kind === 'link') return null;
  if (node.kind === 'directory') return success;
  return node.mode.kind === 'bits' ? truth((node.mode.bits & 0o111) !== 0) : null;
}
