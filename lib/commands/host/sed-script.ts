import { sedPattern } from './sed-pattern.js';

/** One command of a sed script that we carry out ourselves. */
interface SedCommand {
  /** The lines that it is for; null: all. */
  readonly address: RegExp | number | null;
  readonly action: Substitution | { readonly kind: 'delete' };
}

interface Substitution {
  readonly kind: 'substitute';
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** A script of `s` and `d` commands; null where it holds any other, or a pattern that is not sure. */
export function parseSedScript(script: string, extended: boolean): readonly SedCommand[] | null {
  const commands: SedCommand[] = [];
  for (let rest = script.replace(/^[\s;]+/, ''); rest !== '';) {
    const read = readCommand(rest, extended);
    if (read === null) return null;
    commands.push(read.command);
    rest = read.rest.replace(/^[\s;]+/, '');
  }
  return commands;
}

function readCommand(text: string, extended: boolean): { readonly command: SedCommand; readonly rest: string } | null {
  const number = /^\d+/.exec(text)?.[0];
  const addressed = text.startsWith('/') ? delimited(text.slice(1), '/') : null;
  if (text.startsWith('/') && addressed === null) return null;
  const address =
    number !== undefined ? Number(number) : addressed === null ? null : sedPattern(addressed.text, extended, '');
  if (addressed !== null && address === null) return null;
  const body = (addressed?.rest ?? text.slice(number?.length ?? 0)).trimStart();
  if (/^d\s*(?:[;\n]|$)/.test(body)) return { command: { address, action: { kind: 'delete' } }, rest: body.slice(1) };
  const substitution = body.startsWith('s') ? readSubstitution(body, extended) : null;
  return substitution === null ? null : { command: { address, action: substitution.action }, rest: substitution.rest };
}

function readSubstitution(
  text: string,
  extended: boolean,
): { readonly action: Substitution; readonly rest: string } | null {
  const separator = text.charAt(1);
  if (separator === '' || /[\w\s\\]/.test(separator)) return null;
  const pattern = delimited(text.slice(2), separator);
  const replacement = pattern === null ? null : delimited(pattern.rest, separator);
  if (pattern === null || replacement === null) return null;
  const flags = /^[gI]*/.exec(replacement.rest)?.[0] ?? '';
  const rest = replacement.rest.slice(flags.length);
  if (!/^\s*(?:[;\n]|$)/.test(rest)) return null;
  const compiled = sedPattern(
    pattern.text,
    extended,
    `${flags.includes('g') ? 'g' : ''}${flags.includes('I') ? 'i' : ''}`,
  );
  return compiled === null
    ? null
    : { action: { kind: 'substitute', pattern: compiled, replacement: replacement.text }, rest };
}

/** Text up to an unescaped separator; an escaped separator is the character itself. */
function delimited(text: string, separator: string): { readonly text: string; readonly rest: string } | null {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === separator) return { text: result, rest: text.slice(at + 1) };
    if (character === '\\' && at + 1 < text.length) {
      const next = text.charAt(++at);
      result += next === separator ? next : `\\${next}`;
    } else result += character;
  }
  return null;
}

/** What a script makes of a text, line by line; null where a replacement is not understood. */
export function runSed(commands: readonly SedCommand[], text: string): string | null {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n');
  const results: string[] = [];
  for (const [index, line] of lines.entries()) {
    const changed = runOnLine(commands, line, index + 1);
    if (changed === null) return null;
    if (changed !== 'deleted') results.push(changed.line);
  }
  return results.length === 0 ? '' : `${results.join('\n')}${ended ? '\n' : ''}`;
}

function runOnLine(
  commands: readonly SedCommand[],
  line: string,
  number: number,
): { readonly line: string } | 'deleted' | null {
  let current = line;
  for (const { address, action } of commands) {
    const applies = address === null || (typeof address === 'number' ? address === number : address.test(current));
    if (!applies) continue;
    if (action.kind === 'delete') return 'deleted';
    const changed = substitutedLine(current, action);
    if (changed === null) return null;
    current = changed;
  }
  return { line: current };
}

/** A line after a substitution; null where the replacement is not understood. */
function substitutedLine(line: string, { pattern, replacement }: Substitution): string | null {
  const pieces = replacementPieces(replacement);
  if (pieces === null) return null;
  return line.replace(pattern, (...match: unknown[]) =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : groupText(match[piece.group]))).join(''),
  );
}

function groupText(group: unknown): string {
  return typeof group === 'string' ? group : '';
}

/** `&`, `\\1`, `\\n` and escaped characters of a replacement; null where a letter is escaped that we do not know. */
function replacementPieces(replacement: string): readonly (string | { readonly group: number })[] | null {
  const pieces: (string | { readonly group: number })[] = [];
  for (const [piece] of replacement.matchAll(/\\.|&|[^\\&]+/gs)) {
    const escaped = piece.startsWith('\\') ? piece.slice(1) : null;
    if (piece === '&') pieces.push({ group: 0 });
    else if (escaped === null) pieces.push(piece);
    else if (/\d/.test(escaped)) pieces.push({ group: Number(escaped) });
    else if (/[A-Za-z]/.test(escaped) && escaped !== 'n') return null;
    else pieces.push(escaped === 'n' ? '\n' : escaped);
  }
  return pieces;
}
