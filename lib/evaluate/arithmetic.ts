import { knownText, renderValue, symbolValue, textValue, type Value } from '../world/value.js';
import type { State } from './state.js';

/** `i++`, `i += 2`, `i = 3` … as the name and what it becomes; null where the text changes nothing. */
export function readChange(text: string): { readonly name: string; readonly expression: string } | null {
  const step = /^\s*(?:(\w+)\s*(\+\+|--)|(\+\+|--)\s*(\w+))\s*$/.exec(text);
  if (step !== null) {
    const name = step[1] ?? step[4] ?? '';
    return { name, expression: `${name} ${(step[2] ?? step[3] ?? '').charAt(0)} 1` };
  }
  const [, name, operator, value] = /^\s*([A-Za-z_]\w*)\s*([-+*/%]?)=(?!=)(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) return null;
  return { name, expression: operator === '' ? value : `${name} ${operator ?? ''} (${value})` };
}

/**
 * The value of `$(( … ))`. Names stand for what they hold now, so that `$((i+1))` in two rounds of a loop differs;
 * sums and products of known numbers are worked out.
 */
export function arithmeticValue(text: string, state: State): Value {
  const filled = text
    .replace(/\$\{?([A-Za-z_]\w*)\}?|(?<![\w$])([A-Za-z_]\w*)/g, (whole, dollar?: string, plain?: string) =>
      held(state, dollar ?? plain ?? '', whole),
    )
    .trim();
  const number = new Sum(filled).value();
  return number === null ? symbolValue(`$((${filled}))`) : textValue(String(number));
}

function held(state: State, name: string, written: string): string {
  const value = state.variables.get(name)?.value;
  if (value === undefined || 'items' in value) return written;
  const text = knownText(value);
  return text === '' ? '0' : (text ?? `(${renderValue(value)})`);
}

/** Decimal numbers with `+ - * / %`, parentheses and comparisons; null for everything else. */
class Sum {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = text.match(/\d+|[-+*/%()]|[<>=!]=|[<>]|\S/g) ?? [];
  }

  value(): number | null {
    if (this.#tokens.length > 200) return null;
    const number = this.#comparison();
    return number !== null && this.#at === this.#tokens.length && Number.isSafeInteger(number) ? number : null;
  }

  #comparison(): number | null {
    return this.#chain(['<', '>', '<=', '>=', '==', '!='], () =>
      this.#chain(['+', '-'], () => this.#chain(['*', '/', '%'], () => this.#single())),
    );
  }

  #chain(operators: readonly string[], operand: () => number | null): number | null {
    let left = operand();
    for (let operator = this.#tokens[this.#at]; operator !== undefined; operator = this.#tokens[this.#at]) {
      if (left === null || !operators.includes(operator)) break;
      this.#at += 1;
      left = applied(operator, left, operand());
    }
    return left;
  }

  #single(): number | null {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return null;
    if (token === '-') return applied('-', 0, this.#single());
    if (token !== '(') return /^(?:0|[1-9]\d*)$/.test(token) ? Number(token) : null;
    const inner = this.#comparison();
    return this.#tokens[this.#at++] === ')' ? inner : null;
  }
}

function applied(operator: string, left: number, right: number | null): number | null {
  if (right === null) return null;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? null : Math.trunc(left / right);
    case '%':
      return right === 0 ? null : left % right;
    case '<':
      return Number(left < right);
    case '>':
      return Number(left > right);
    case '<=':
      return Number(left <= right);
    case '>=':
      return Number(left >= right);
    case '==':
      return Number(left === right);
    default:
      return Number(left !== right);
  }
}
