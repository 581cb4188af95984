import type { Piece } from '../program.js';

/** Appends literal text, joined with the piece before where both are quoted or both are not. */
export function appendLiteral(pieces: Piece[], text: string, quoted: boolean): void {
  if (text === '' && !quoted) return;
  const last = pieces.at(-1);
  if (last?.kind === 'literal' && last.quoted === quoted) {
    pieces[pieces.length - 1] = { kind: 'literal', text: last.text + text, quoted };
  } else {
    pieces.push({ kind: 'literal', text, quoted });
  }
}

/** Appends unquoted source text; an escaped character becomes quoted, an escaped newline vanishes. */
export function appendEscaped(pieces: Piece[], text: string): void {
  let from = 0;
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', from)) {
    appendLiteral(pieces, text.slice(from, at), false);
    const escaped = text.charAt(at + 1);
    if (escaped === '') appendLiteral(pieces, '\\', true);
    else if (escaped !== '\n') appendLiteral(pieces, escaped, true);
    from = at + 2;
  }
  appendLiteral(pieces, text.slice(from), false);
}

/** Text between double quotes without the escapes that hold there. */
export function unescapeDoubleQuoted(text: string): string {
  return text.replace(/\\([$`"\\}\n])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped));
}

/** Text of an unquoted heredoc: `\"` stays as it is. */
export function unescapeHeredoc(text: string): string {
  return text.replace(/\\([$`\\\n])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped));
}

/** Without escaped newlines, which are dropped before anything else is read. */
export function joinLines(text: string): string {
  return text.includes('\\\n') ? text.replaceAll('\\\n', '') : text;
}
