import type { CommandExpansionPart, GlobPart, ProcessSubstitutionPart, Word as ShellWord, WordPart } from 'unbash';
import type { Parameter, Piece, Program, Word } from '../program.js';
import { expandBraces } from './braces.js';
import { deeper, enclosing, markOpaque, maximumDepth, report, spanOf, unread, type Context } from './context.js';
import { appendEscaped, appendLiteral, joinLines, unescapeDoubleQuoted } from './literals.js';
import { lowerParameter, simpleParameter } from './parameters.js';
import { decodedMap } from './preprocess.js';

/** How a word is read: the rules differ between arguments, values of assignments and text inside double quotes. */
export interface WordMode {
  readonly quoted: boolean;
  /** Where `~` is the home directory: at the start only, or also behind each `:` (and behind the `=` of `name=`). */
  readonly tilde: 'none' | 'start' | 'assignment';
}

export const argument: WordMode = { quoted: false, tilde: 'start' };
export const assigned: WordMode = { quoted: false, tilde: 'assignment' };
export const plain: WordMode = { quoted: false, tilde: 'none' };
export const inQuotes: WordMode = { quoted: true, tilde: 'none' };

/** Lowers one word without brace expansion. */
export function lowerWord(context: Context, word: ShellWord, mode: WordMode): Word {
  markOpaque(context, word.pos, word.end);
  noteBlankedBackslash(context, word);
  const pieces = piecesOf(context, word, mode);
  const spanned = pieces.filter((piece) => 'span' in piece);
  return { span: enclosing(spanOf(context, word.pos, word.end), spanned), pieces };
}

/** Lowers words in places where bash expands braces: each alternative is a word with the span of the whole. */
export function lowerArguments(context: Context, words: readonly ShellWord[]): Word[] {
  return words.flatMap((word) => expandBraces(context, lowerWord(context, word, argument)));
}

function piecesOf(context: Context, word: ShellWord, mode: WordMode): Piece[] {
  const pieces: Piece[] = [];
  const { parts } = word;
  if (parts === undefined) appendText(context, pieces, word.text, word.pos, word, mode);
  else for (const part of parts) appendPart(context, pieces, part, word, mode);
  return pieces;
}

/** A word that is nothing but an escaped blank, with nothing behind it on the line, was meant to continue the line. */
function noteBlankedBackslash(context: Context, word: ShellWord): void {
  if (!context.inFileText || word.end - word.pos !== 2 || !/^\\[ \t]$/.test(word.text)) return;
  if (/[^\s;&|(]/.test(context.source.charAt(word.pos - 1))) return;
  if (/^[ \t]*$/.test(restOfLine(context.source, word.end))) context.shared.blankedBackslashes.push(word.pos);
}

function restOfLine(source: string, from: number): string {
  const end = source.indexOf('\n', from);
  return end === -1 ? '#' : source.slice(from, end);
}

function appendPart(context: Context, pieces: Piece[], part: WordPart, word: ShellWord, mode: WordMode): void {
  switch (part.type) {
    case 'Literal':
      appendText(context, pieces, part.text, part.pos, word, mode);
      break;
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      appendLiteral(pieces, part.value, true);
      break;
    case 'DoubleQuoted':
    case 'LocaleString':
      if (part.parts.length === 0) appendLiteral(pieces, '', true);
      for (const child of part.parts) appendPart(context, pieces, child, word, inQuotes);
      break;
    case 'Glob':
    case 'ExtendedGlob':
      appendGlob(context, pieces, part, word, mode);
      break;
    case 'BraceExpansion':
      appendLiteral(pieces, '{', mode.quoted);
      if (part.parts !== undefined) for (const child of part.parts) appendPart(context, pieces, child, word, mode);
      else appendText(context, pieces, part.text.slice(1, -1), part.pos + 1, word, mode);
      appendLiteral(pieces, '}', mode.quoted);
      break;
    default:
      pieces.push(lowerExpansion(context, part, mode.quoted));
  }
}

/** Appends one part of a heredoc that is no plain text; everything there counts as quoted. */
export function appendExpansion(context: Context, pieces: Piece[], part: WordPart): void {
  const here = { type: 'Word', text: part.text, value: '', pos: part.pos, end: part.end } as const;
  appendPart(context, pieces, part, here, inQuotes);
}

type Expansion = Exclude<
  WordPart,
  {
    type:
      | 'Literal'
      | 'SingleQuoted'
      | 'AnsiCQuoted'
      | 'DoubleQuoted'
      | 'LocaleString'
      | 'Glob'
      | 'ExtendedGlob'
      | 'BraceExpansion';
  }
>;

function lowerExpansion(context: Context, part: Expansion, quoted: boolean): Piece {
  const span = spanOf(context, part.pos, part.end);
  reportUnterminated(context, part);
  switch (part.type) {
    case 'SimpleExpansion':
      return simpleParameter(joinLines(part.text).slice(1), quoted, span);
    case 'ParameterExpansion':
      if (context.depth < maximumDepth) return lowerParameter(deeper(context), part, quoted);
      report(context, tooDeep, span);
      return { ...simpleParameter(part.parameter, quoted, span), operator: { kind: 'other', text: part.text } };
    case 'ArithmeticExpansion':
      return { kind: 'arithmetic', text: arithmeticText(joinLines(part.text)), quoted, span };
    case 'CommandExpansion':
    case 'ProcessSubstitution': {
      const program = lowerSubstitution(context, part);
      const whole = enclosing(span, [program]);
      if (part.type === 'CommandExpansion') return { kind: 'output', program, quoted, span: whole };
      return { kind: 'process', program, direction: part.operator, span: whole };
    }
  }
}

/** unbash reports these where it reads the script, but not within heredocs. */
function reportUnterminated(context: Context, part: Expansion): void {
  const closing = closingOf(part);
  if (closing === '' || (part.text.endsWith(closing) && part.text.length > 1)) return;
  report(context, `'${closing}' is missing at the end of the expansion`, spanOf(context, part.pos, part.pos + 1));
}

function closingOf({ type, text }: Expansion): string {
  if (type === 'SimpleExpansion') return '';
  if (text.startsWith('`')) return '`';
  if (text.startsWith('${')) return '}';
  return text.startsWith('$[') ? ']' : ')';
}

const tooDeep = 'expansions are nested too deeply to be read';

function arithmeticText(text: string): string {
  return text.startsWith('$[')
    ? text.slice(2, text.endsWith(']') ? -1 : undefined)
    : text.replace(/^\$\(\(|\)\)$/g, '');
}

function lowerSubstitution(context: Context, part: CommandExpansionPart | ProcessSubstitutionPart): Program {
  const script = context.depth < maximumDepth ? part.script : undefined;
  if (script === undefined)
    return unread(context, part.pos, part.end, 'substitutions are nested too deeply to be read');
  if (script.source === undefined) {
    markOpaque(context, script.pos, script.end, true);
    return context.shared.lowerScript(deeper(context), script);
  }
  const inner = part.text.slice(1);
  const map = decodedMap(inner, script.source, part.pos + 1, context.map);
  return context.shared.lowerScript({ ...deeper(context), source: script.source, map, inFileText: false }, script);
}

function appendText(
  context: Context,
  pieces: Piece[],
  text: string,
  at: number,
  word: ShellWord,
  mode: WordMode,
): void {
  if (mode.quoted) {
    appendLiteral(pieces, unescapeDoubleQuoted(text), true);
    return;
  }
  let from = 0;
  for (const offset of tildesIn(context, text, at, word, mode)) {
    appendEscaped(pieces, text.slice(from, offset));
    pieces.push(home(context, at + offset));
    from = offset + 1;
  }
  appendEscaped(pieces, text.slice(from));
}

/** Offsets of the `~` in an unquoted text that stand for the home directory; `~user` and `~+` do not. */
function tildesIn(context: Context, text: string, at: number, word: ShellWord, mode: WordMode): number[] {
  if (mode.tilde === 'none' || !text.includes('~')) return [];
  const value = mode.tilde === 'assignment' ? 0 : assignmentLength(context, word);
  const found: number[] = [];
  for (let offset = text.indexOf('~'); offset !== -1; offset = text.indexOf('~', offset + 1)) {
    const fromStart = at + offset - word.pos;
    const before = context.source.charAt(at + offset - 1);
    const escaped = context.source.charAt(at + offset - 2) === '\\';
    const begins =
      fromStart === 0 || fromStart === value || (value !== null && fromStart > value && before === ':' && !escaped);
    const after = text.charAt(offset + 1);
    const ends = after === '/' || (value !== null && after === ':') || at + offset + 1 === word.end;
    if (begins && ends) found.push(offset);
  }
  return found;
}

/** Bash also expands `~` in arguments that look like `name=~/x`; the length of `name=`, or null. */
function assignmentLength(context: Context, word: ShellWord): number | null {
  const name = context.shared.bash ? /^[A-Za-z_]\w*\+?=/.exec(word.text) : null;
  return name === null ? null : name[0].length;
}

/** What `~` gives is never split, so it counts as quoted. */
function home(context: Context, at: number): Parameter {
  return simpleParameter('HOME', true, spanOf(context, at, at + 1));
}

type AnyGlobPart = GlobPart | Extract<WordPart, { type: 'ExtendedGlob' }>;

function appendGlob(context: Context, pieces: Piece[], part: AnyGlobPart, word: ShellWord, mode: WordMode): void {
  if (mode.quoted) {
    appendLiteral(pieces, unescapeDoubleQuoted(part.text), true);
    return;
  }
  const interior = part.type === 'Glob' && part.kind === 'bracket' ? part.parts : [];
  if (interior.every((child) => child.type === 'Literal')) {
    pieces.push({ kind: 'glob', text: joinLines(part.text) });
  } else {
    pieces.push({ kind: 'glob', text: '[' });
    for (const child of interior) appendPart(context, pieces, child, word, plain);
    pieces.push({ kind: 'glob', text: ']' });
  }
}
