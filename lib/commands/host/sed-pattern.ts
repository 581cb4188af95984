/**
 * A regular expression of sed as one of ours; null where it is not sure to match the same (alternatives, nested
 * repetitions, unknown escapes): sed takes the longest match, we the first.
 *
 * @param extended `-E`, `-r`
 */
export function sedPattern(text: string, extended: boolean, flags: string): RegExp | null {
  let result = '';
  for (let at = 0; at < text.length;) {
    const piece = pieceAt(text, at, extended);
    if (piece === null) return null;
    result += piece.pattern;
    at += piece.length;
  }
  if (/[*+?}]\)[*+?{]/.test(result)) return null;
  try {
    return new RegExp(result, `${flags}u`);
  } catch {
    return null;
  }
}

interface PatternPiece {
  readonly pattern: string;
  readonly length: number;
}

const piece = (pattern: string, length = 1): PatternPiece => ({ pattern, length });

function pieceAt(text: string, at: number, extended: boolean): PatternPiece | null {
  const character = text.charAt(at);
  switch (character) {
    case '\\':
      return escaped(text.charAt(at + 1), extended);
    case '[':
      return bracket(text, at);
    case '^':
      return at === 0 ? piece('^') : extended ? null : piece('\\^');
    case '$':
      return at === text.length - 1 ? piece('$') : extended ? null : piece('\\$');
    case '*':
      return at === 0 || (at === 1 && text.startsWith('^')) ? (extended ? null : piece('\\*')) : piece('*');
    case '.':
      return piece('.');
    case '|':
      return extended ? null : piece('\\|');
    case '(':
    case ')':
    case '{':
    case '}':
    case '+':
    case '?':
      return piece(extended ? character : `\\${character}`);
    default:
      return piece(character === '/' ? '\\/' : character);
  }
}

function escaped(next: string, extended: boolean): PatternPiece | null {
  if (/[(){}]/.test(next)) return piece(extended ? `\\${next}` : next, 2);
  if (/[+?]/.test(next)) return piece(extended ? `\\${next}` : next, 2);
  if (/[.*[\]^$/\\|]/.test(next)) return next === '|' && !extended ? null : piece(`\\${next}`, 2);
  if (next === 't' || next === 's' || next === 'S' || next === 'w' || next === 'W') return piece(`\\${next}`, 2);
  return /[\w<>'`]/.test(next) || next === '' ? null : piece(next === '-' ? '-' : next, 2);
}

const classes: ReadonlyMap<string, string> = new Map([
  ['[:space:]', '\\s'],
  ['[:blank:]', ' \\t'],
  ['[:digit:]', '0-9'],
  ['[:alpha:]', 'A-Za-z'],
  ['[:alnum:]', 'A-Za-z0-9'],
  ['[:upper:]', 'A-Z'],
  ['[:lower:]', 'a-z'],
]);

/** `[…]`: a backslash in it means itself, and `]` does not close it in the first place. */
function bracket(text: string, at: number): PatternPiece | null {
  const negated = text.charAt(at + 1) === '^';
  let index = at + (negated ? 2 : 1);
  const first = index;
  let inner = '';
  for (; index < text.length;) {
    const character = text.charAt(index);
    if (character === ']' && index > first) return piece(`[${negated ? '^' : ''}${inner}]`, index + 1 - at);
    const name = character === '[' ? /^\[:\w+:\]/.exec(text.slice(index))?.[0] : undefined;
    const known = name === undefined ? undefined : classes.get(name);
    if (name !== undefined && known === undefined) return null;
    inner += known ?? character.replace(/[\\\]]/, '\\$&');
    index += name?.length ?? 1;
  }
  return null;
}
