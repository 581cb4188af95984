import { parseDockerfile } from '../../lib/dockerfile/parse.js';
import { decodeSource } from '../../lib/source/source-file.js';

/** One planted error. */
export interface Mutant {
  readonly what: string;
  readonly text: string;
}

interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Every single planted error of a Dockerfile: instructions and words dropped, changed, or put elsewhere. */
export function dockerfileMutants(text: string): readonly Mutant[] {
  const { instructions } = parseDockerfile(decodeSource('Dockerfile', Buffer.from(text)));
  return mutantsOf(
    text,
    instructions.map(({ span }) => span),
  );
}

/** The same for a script, statement line by statement line. */
export function scriptMutants(text: string): readonly Mutant[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length;) {
    let end = text.indexOf('\n', at);
    while (end > 0 && /\\[ \t]*$/.test(text.slice(at, end))) end = text.indexOf('\n', end + 1);
    if (end === -1) end = text.length;
    const line = text.slice(at, end);
    if (/\S/.test(line) && !/^\s*#/.test(line)) pieces.push({ start: at, end });
    at = end + 1;
  }
  const chained = [...text.matchAll(/ && /g)].map(({ index }): Mutant => ({
    what: `&& at ${String(index)} became ;`,
    text: `${text.slice(0, index)} ; ${text.slice(index + 4)}`,
  }));
  return [...mutantsOf(text, pieces), ...chained];
}

function mutantsOf(text: string, pieces: readonly Piece[]): readonly Mutant[] {
  return pieces.flatMap((piece, index) => {
    const next = pieces[index + 1];
    const shown = text.slice(piece.start, piece.end).replace(/\s+/g, ' ').trim();
    const dropped: Mutant = { what: `dropped: ${shown}`, text: text.slice(0, piece.start) + text.slice(piece.end) };

    const swapped = next === undefined ? [] : [swap(text, piece, next, shown)];
    return [dropped, ...swapped, ...wordMutants(text, piece, shown)];
  });
}

function swap(text: string, first: Piece, second: Piece, shown: string): Mutant {
  const parts = [
    text.slice(0, first.start),
    text.slice(second.start, second.end),
    text.slice(first.end, second.start),
    text.slice(first.start, first.end),
    text.slice(second.end),
  ];
  return { what: `swapped with the next: ${shown}`, text: parts.join('') };
}

function wordMutants(text: string, piece: Piece, shown: string): readonly Mutant[] {
  const words = [...text.slice(piece.start, piece.end).matchAll(/[^\s\\][^\s]*/g)].map((match) => ({
    start: piece.start + match.index,
    end: piece.start + match.index + match[0].length,
    text: match[0],
  }));
  return words.flatMap((word, index): Mutant[] => [
    ...(index === 0
      ? []
      : [{ what: `without ${word.text}: ${shown}`, text: text.slice(0, word.start) + text.slice(word.end) }]),
    { what: `with ${word.text}x: ${shown}`, text: `${text.slice(0, word.end)}x${text.slice(word.end)}` },
  ]);
}
