import type { Session } from './session.js';
import type { Text } from './symbols.js';

/** A variable of a RUN's environment, as terms hold it. */
interface Variable {
  readonly name: string;
  readonly value: string;
}

/** A variable that holds what a legacy script put into the text of a Dockerfile (I-16). */
export function holdsGeneratedValue({ value }: Variable, session: Session): boolean {
  return session.generatedValues.has(value);
}

/**
 * A command with these variables' values in the place of `$NAME`: what the legacy script wrote there. Not between
 * single quotes, and not behind a backslash, where no shell would expand them.
 */
export function withGeneratedValues(command: string, variables: readonly Variable[], session: Session): Text {
  let quote: string | null = null;
  let result = '';
  for (let at = 0; at < command.length;) {
    const character = command.charAt(at);
    const found = character === '$' && quote !== "'" ? variableAt(command, at, variables) : null;
    const length = character === '\\' && quote !== "'" ? 2 : (found?.length ?? 1);
    result += found === null ? command.slice(at, at + length) : session.symbols.symbol(found.value);
    if (length === 1 && found === null) quote = quoteAfter(quote, character);
    at += length;
  }
  return result;
}

function quoteAfter(quote: string | null, character: string): string | null {
  if (character !== "'" && character !== '"') return quote;
  if (quote === null) return character;
  return quote === character ? null : quote;
}

function variableAt(
  command: string,
  at: number,
  variables: readonly Variable[],
): { readonly value: string; readonly length: number } | null {
  const [whole, braced, plain] = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/.exec(command.slice(at, at + 200)) ?? [];
  const variable = variables.find(({ name }) => name === (braced ?? plain));
  return whole === undefined || variable === undefined ? null : { value: variable.value, length: whole.length };
}
