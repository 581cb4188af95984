import { knownText } from '../../world/value.js';
import type { Argument } from '../../world/world.js';

/** Whether the right side of `==` in `[[ … ]]` is a pattern: quoted characters stand for themselves. */
export function isPattern(argument: Argument): boolean {
  const pieces = argument.word.pieces;
  if (pieces.some((piece) => piece.kind === 'glob')) return true;
  const literal = pieces.every((piece) => piece.kind === 'literal' || ('quoted' in piece && piece.quoted));
  return !literal && /[*?[]/.test(knownText(argument.value) ?? '');
}

/** Shell pattern against a whole text, as `[[ … ]]` and `case` have it. */
export function matchesPattern(pattern: string, text: string): boolean {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const end = character === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (character === '*') source += source.endsWith('.*') ? '' : '.*';
    else if (character === '?') source += '.';
    else if (end !== -1) {
      source += `[${pattern
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replace(/[\\\]]/g, '\\$&')}]`;
      at = end;
    } else source += character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return compiled(`^${source}$`)?.test(text) ?? pattern === text;
}

/** POSIX extended expression against a text; null where it is not one that JavaScript reads alike. */
export function matchesRegularExpression(pattern: string, text: string): boolean | null {
  if (/\\[a-zA-Z0-9<>]|\(\?|\[\[[.=]|[*+?}][*+?{]/.test(pattern) || pattern.length > 200) return null;
  if (/\([^)]*[*+{][^)]*\)[*+{]/.test(pattern)) return null;
  const classes: Readonly<Record<string, string>> = {
    digit: '0-9',
    alpha: 'A-Za-z',
    alnum: 'A-Za-z0-9',
    upper: 'A-Z',
    lower: 'a-z',
    space: '\\s',
    xdigit: '0-9A-Fa-f',
  };
  const source = pattern.replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);
  return source.includes('[:') ? null : (compiled(source)?.test(text) ?? null);
}

function compiled(source: string): RegExp | null {
  try {
    return new RegExp(source, 's');
  } catch {
    return null;
  }
}
