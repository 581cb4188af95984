import type { Parameter, Word } from '../script/program.js';
import { joinValues, emptyValue, knownText, renderValue, symbolValue, textValue, type Value } from '../world/value.js';
import { arithmeticValue } from './arithmetic.js';
import { globToPattern } from './glob.js';
import type { State } from './state.js';

/** A parameter's value: one value, several fields (`$@`, arrays), or unset. */
export type Looked =
  | { readonly kind: 'value'; readonly value: Value; readonly step: number | null }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly step: number | null }
  | { readonly kind: 'unset'; readonly name: string };

/** What `$name` holds. A variable that the script never sets is the environment's: unset here. */
export function lookUp(state: State, parameter: Pick<Parameter, 'name' | 'index'>): Looked {
  const { name } = parameter;
  if (/^\d+$/.test(name)) return positional(state, Number(name));
  if (name === '@' || name === '*') return allPositional(state);
  if (name === '#') {
    const { items, open } = state.positional;
    return value(open ? symbolValue(`$#-${state.positional.shifted + items.length}`) : textValue(String(items.length)));
  }
  if (name === '?')
    return value(
      state.status.kind === 'unknown' ? symbolValue('$?') : textValue(state.status.kind === 'success' ? '0' : '1'),
    );
  if (name === 'PWD') return value(textValue(state.world.cwd));
  if (name === 'BASH_SOURCE') return value(textValue(state.source));
  if (name === 'OLDPWD' && state.previous !== null) return value(textValue(state.previous));
  if (name === 'RANDOM' || name === '$' || name === '!' || name === 'SECONDS') return value(symbolValue(`$${name}`));
  return variable(state, parameter);
}

function value(of: Value, step: number | null = null): Looked {
  return { kind: 'value', value: of, step };
}

function variable(state: State, { name, index }: Pick<Parameter, 'name' | 'index'>): Looked {
  const found = state.variables.get(name);
  if (found === undefined) return given(state, name) ?? { kind: 'unset', name };
  if (!('items' in found.value)) return value(found.value, found.step);
  const { items } = found.value;
  if (index === '@' || index === '*') return { kind: 'list', items, step: found.step };
  const place = index === null ? textValue('0') : arithmeticValue(index, state);
  const number = knownText(place);
  if (number !== null) return value(items[Number(number)] ?? emptyValue, found.step);
  return value(symbolValue(`\${${name}[${renderValue(place).slice(3, -2)}]}`), found.step);
}

function positional(state: State, number: number): Looked {
  if (number === 0) return value(textValue(state.script));
  const { items, open, shifted } = state.positional;
  const item = items[number - 1];
  if (item !== undefined) return value(item.value);
  const name = String(number + shifted);
  return open ? (given(state, name) ?? { kind: 'unset', name }) : value(emptyValue);
}

/** A variable or an argument that has one value on this way. */
function given(state: State, name: string): Looked | null {
  const text = state.given.get(`\${${name}}`);
  return text === undefined ? null : value(textValue(text));
}

function allPositional(state: State): Looked {
  const { items, open, shifted } = state.positional;
  const rest = open ? [symbolValue(shifted === 0 ? '$@' : `\${@:${shifted + 1}}`, true)] : [];
  return { kind: 'list', items: [...items.map((item) => item.value), ...rest], step: null };
}

/** How an unset variable is written: `${TAG}`, with the operator's text where there is one. */
export function unsetSymbol(name: string, operatorText = '', fallback: string | null = null): Value {
  return symbolValue(`\${${name}${operatorText}}`, false, fallback);
}

type Operator = NonNullable<Parameter['operator']>;
type Expand = (word: Word) => Value;

/**
 * Applies a `${name…}` operator.
 *
 * @returns the value, and for `:=` and `=` what is to be assigned
 */
export function applyOperator(
  looked: Looked,
  name: string,
  operator: Operator,
  expand: Expand,
): { readonly value: Value; readonly assign: Value | null } {
  const plain = looked.kind === 'list' ? joined(looked.items) : looked.kind === 'value' ? looked.value : null;
  switch (operator.kind) {
    case 'default':
      return applyDefault(plain, name, operator, expand);
    case 'length':
      return keep(lengthOf(looked, name));
    case 'trim':
      return keep(trimmed(plain ?? unsetSymbol(name), operator.symbol, expand(operator.pattern)));
    case 'replace':
      return keep(
        replaced(plain ?? unsetSymbol(name), operator.symbol, expand(operator.pattern), expand(operator.replacement)),
      );
    case 'slice':
      return keep(
        sliced(
          plain ?? unsetSymbol(name),
          expand(operator.offset),
          operator.length === null ? null : expand(operator.length),
        ),
      );
    case 'case':
      return keep(recased(plain ?? unsetSymbol(name), operator.symbol));
    case 'indirect':
      return keep(symbolValue(`\${!${name}}`));
    case 'other':
      return keep(symbolValue(`\${${name}${operator.text}}`));
  }
}

const keep = (of: Value): { readonly value: Value; readonly assign: Value | null } => ({ value: of, assign: null });

function joined(items: readonly Value[]): Value {
  return joinValues(items.flatMap((item, index) => (index === 0 ? [item] : [textValue(' '), item])));
}

function applyDefault(
  plain: Value | null,
  name: string,
  operator: Operator & { kind: 'default' },
  expand: Expand,
): { value: Value; assign: Value | null } {
  const colon = operator.symbol.startsWith(':');
  const kind = operator.symbol.at(-1);
  const operand = expand(operator.operand);
  if (plain === null) return unsetDefault(name, operator.symbol, kind ?? '-', operand);
  const empty = plain.length === 0;
  const unsure = colon && knownText(plain) === null;
  if (kind === '+') {
    if (unsure) return keep(symbolValue(`\${${renderValue(plain)}${operator.symbol}${renderValue(operand)}}`));
    return keep(colon && empty ? emptyValue : operand);
  }
  if (unsure) return keep(kind === '?' ? plain : withOuterDefault(plain, operand));
  return colon && empty ? { value: operand, assign: kind === '=' ? operand : null } : keep(plain);
}

/** A variable that only the environment can set: the default is what it has when nobody does. */
function unsetDefault(
  name: string,
  symbol: string,
  kind: string,
  operand: Value,
): { value: Value; assign: Value | null } {
  if (kind === '?') return keep(unsetSymbol(name));
  const fallback = kind === '+' ? '' : knownText(operand);
  const shown = unsetSymbol(name, `${symbol}${renderValue(operand)}`, fallback);
  return { value: shown, assign: kind === '=' ? shown : null };
}

/** `${X:-d}` where X holds a symbol that may be empty. */
function withOuterDefault(plain: Value, operand: Value): Value {
  const [only] = plain;
  const known = knownText(operand);
  if (plain.length !== 1 || only?.kind !== 'symbol') return plain;
  const fallback = only.fallback === null || only.fallback === '' ? known : only.fallback;
  const key =
    only.fallback === null && /^\$\{\w+\}$/.test(only.key)
      ? `${only.key.slice(0, -1)}:-${renderValue(operand)}}`
      : `\${${only.key}:-${renderValue(operand)}}`;
  return symbolValue(key, only.splits, fallback);
}

function lengthOf(looked: Looked, name: string): Value {
  if (looked.kind === 'list')
    return looked.items.some((item) => item.some((part) => part.kind === 'symbol' && part.splits))
      ? symbolValue(`\${#${name}}`)
      : textValue(String(looked.items.length));
  const text = looked.kind === 'value' ? knownText(looked.value) : null;
  return text === null ? symbolValue(`\${#${name}}`) : textValue(String(text.length));
}

function derived(base: Value, text: string): Value {
  const [only] = base;
  const inner =
    base.length === 1 && only?.kind === 'symbol' && only.key.startsWith('${')
      ? only.key.slice(2, -1)
      : renderValue(base);
  return symbolValue(`\${${inner}${text}}`);
}

function trimmed(base: Value, symbol: '#' | '##' | '%' | '%%', pattern: Value): Value {
  const text = knownText(base);
  const glob = knownText(pattern);
  if (text === null || glob === null) return derived(base, `${symbol}${renderValue(pattern)}`);
  const matcher = globToPattern(glob, true);
  const lengths = Array.from({ length: text.length + 1 }, (_, index) => index);
  const ordered = symbol.length === 2 ? lengths.reverse() : lengths;
  for (const length of ordered) {
    const part = symbol.startsWith('#') ? text.slice(0, length) : text.slice(text.length - length);
    if (matcher.test(part))
      return textValue(symbol.startsWith('#') ? text.slice(length) : text.slice(0, text.length - length));
  }
  return base;
}

function replaced(base: Value, symbol: string, pattern: Value, replacement: Value): Value {
  const text = knownText(base);
  const glob = knownText(pattern);
  const by = knownText(replacement);
  if (text === null || glob === null || by === null || /[*?[]/.test(glob))
    return derived(base, `${symbol}${renderValue(pattern)}/${renderValue(replacement)}`);
  if (symbol === '/#') return textValue(text.startsWith(glob) ? by + text.slice(glob.length) : text);
  if (symbol === '/%') return textValue(text.endsWith(glob) ? text.slice(0, text.length - glob.length) + by : text);
  return textValue(symbol === '//' ? text.split(glob).join(by) : text.replace(glob, () => by));
}

function sliced(base: Value, offset: Value, length: Value | null): Value {
  const text = knownText(base);
  const from = Number(knownText(offset) ?? NaN);
  const count = length === null ? undefined : Number(knownText(length) ?? NaN);
  if (text === null || Number.isNaN(from) || Number.isNaN(count))
    return derived(base, `:${renderValue(offset)}${length === null ? '' : `:${renderValue(length)}`}`);
  const rest = text.slice(from < 0 ? Math.max(0, text.length + from) : from);
  return textValue(count === undefined ? rest : count < 0 ? rest.slice(0, count) : rest.slice(0, count));
}

function recased(base: Value, symbol: string): Value {
  const text = knownText(base);
  if (text === null) return derived(base, symbol);
  const change = (part: string): string => (symbol.startsWith('^') ? part.toUpperCase() : part.toLowerCase());
  return textValue(symbol.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1));
}
