import { parseExpansion, type ExpansionPart, type VariablePart } from '../dockerfile/expansion.js';
import { splitWords } from '../dockerfile/expand.js';
import { replaceMatches, trimPrefix, trimSuffix } from '../dockerfile/shell-pattern.js';
import type { EscapeCharacter } from '../dockerfile/types.js';
import type { Session } from './session.js';
import { isKnown, type Text } from './symbols.js';

/** The value of a variable; undefined where it is surely unset. */
export type Lookup = (name: string) => Text | undefined;

/**
 * Expands a word of an instruction (DF-T6) over symbolic values. An operator on a value that is not known gives a
 * new symbol, named after both.
 */
export function expandSymbolic(text: string, lookup: Lookup, session: Session, escape: EscapeCharacter): Text {
  const parsed = parseExpansion(text, escape);
  if ('error' in parsed) return session.symbols.symbol(`not a word: ${text}`);
  return valueOf(parsed.parts, lookup, session);
}

/** The same, split at unquoted blanks (EXPOSE). */
export function expandSymbolicWords(
  text: string,
  lookup: Lookup,
  session: Session,
  escape: EscapeCharacter,
): readonly Text[] {
  const parsed = parseExpansion(text, escape);
  if ('error' in parsed) return [session.symbols.symbol(`not a word: ${text}`)];
  return splitWords(parsed.parts, (part) => variableValue(part, lookup, session));
}

function valueOf(parts: readonly ExpansionPart[], lookup: Lookup, session: Session): Text {
  return parts.map((part) => (part.kind === 'literal' ? part.text : variableValue(part, lookup, session))).join('');
}

function variableValue(part: VariablePart, lookup: Lookup, session: Session): Text {
  const value = lookup(part.name);
  const operand = valueOf(part.operand, lookup, session);
  const { operator } = part;
  if (operator === null) return value ?? '';
  const unsure = value !== undefined && mayBeEmpty(value);
  switch (operator) {
    case '-':
      return value ?? operand;
    case '+':
      return value === undefined ? '' : operand;
    case '?':
      return value ?? session.symbols.symbol(`unset ${part.name}`);
    case ':-':
      if (value === undefined || value === '') return operand;
      return unsure ? derived(session, value, operator, operand) : value;
    case ':+':
      if (value === undefined || value === '') return '';
      return unsure ? derived(session, value, operator, operand) : operand;
    case ':?':
      return value === undefined || value === '' ? session.symbols.symbol(`unset ${part.name}`) : value;
    case '#':
    case '##':
    case '%':
    case '%%':
    case '/':
    case '//':
      return changed(value ?? '', operator, operand, valueOf(part.replacement, lookup, session), session);
  }
}

/** A value of which every character is unknown may be the empty text. */
function mayBeEmpty(value: Text): boolean {
  return !isKnown(value) && value.replace(/\ue000\d+\ue001/g, '') === '';
}

function derived(session: Session, value: Text, operator: string, operand: Text): Text {
  return session.symbols.symbol(`\${${session.symbols.show(value)}${operator}${session.symbols.show(operand)}}`);
}

function changed(value: Text, operator: string, pattern: Text, replacement: Text, session: Session): Text {
  if (!isKnown(value) || !isKnown(pattern) || !isKnown(replacement))
    return derived(session, value, operator, `${pattern}/${replacement}`);
  const longest = operator.length === 2;
  switch (operator.charAt(0)) {
    case '#':
      return trimPrefix(value, pattern, longest);
    case '%':
      return trimSuffix(value, pattern, longest);
    default:
      return replaceMatches(value, pattern, replacement, longest);
  }
}
