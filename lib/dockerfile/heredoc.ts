import { parseExpansion } from './expansion.js';
import { splitWords } from './expand.js';
import { isUnicodeSpace } from './scanning.js';
import type { Range } from './words.js';

export interface HeredocWord {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly fileDescriptor: number;
}

const shape = /^(\d*)<<(-?)([^<]+)$/;

/** Reads `<<NAME`, `<<-NAME`, `3<<"NAME"`; null where the word is something else (DF-T8). */
export function heredocWord(word: string): HeredocWord | null {
  const match = word.includes('<<') ? shape.exec(word) : null;
  if (match === null) return null;
  const rest = match[3] ?? '';
  const parsed = parseExpansion(rest, '\\', { anyModifier: true });
  if ('error' in parsed) return null;
  // No variable has a value here: it stands for its own text.
  const names = splitWords(parsed.parts, ({ start, end }) => rest.slice(start, end));
  const [name] = names;
  if (name === undefined || names.length > 1) return null;
  const quoted = parsed.parts.some(({ quoting }) => quoting === 'single' || quoting === 'double');
  return { name, expand: !quoted, chomp: match[2] === '-', fileDescriptor: Number(match[1] ?? '') };
}

/**
 * The heredocs of a logical line, in order. The builder looks at the whole line with the quoting rules of a word and with
 * `\` as escape whatever the directive says; where those rules find an error it sees no heredoc at all.
 */
export function heredocsIn(line: string): (HeredocWord & Range)[] {
  if (!line.includes('<<')) return [];
  return rawWords(line).flatMap((range) => {
    const word = heredocWord(line.slice(range.from, range.to));
    return word === null ? [] : [{ ...word, ...range }];
  });
}

/** Words with their quotes and escapes left in: ranges of the line. */
function rawWords(line: string): Range[] {
  const parsed = parseExpansion(line, '\\', { keepEscapes: true, anyModifier: true });
  if ('error' in parsed) return [];
  const words: Range[] = [];
  let from: number | null = null;
  const endWord = (to: number): void => {
    if (from !== null) words.push({ from, to });
    from = null;
  };
  for (const { start, end, quoting } of parsed.parts) {
    for (let at = start; at < end; at++) {
      if (quoting === 'none' && isUnicodeSpace(line.charCodeAt(at))) endWord(at);
      else from ??= at;
    }
  }
  endWord(line.length);
  return words;
}
