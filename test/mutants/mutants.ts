import { parseDockerfile } from '../../lib/dockerfile/parse.js';
import { decodeSource } from '../../lib/source/source-file.js';
import { commandsOf, type Piece } from '../support/shell.js';

export const mutations = ['dropped', 'swapped', 'replaced', 'moved'] as const;
export type Mutation = (typeof mutations)[number];

/** One planted error. */
export interface Mutant {
  readonly file: string;
  readonly mutation: Mutation;
  /** The instruction or statement that it stands in, and the word that it concerns; the whole of it where there is no word. */
  readonly unit: string;
  readonly word: string | null;
  /** What stands there instead, or beside it. */
  readonly other: string | null;
  readonly text: string;
}

interface Unit extends Piece {
  readonly words: readonly Piece[];
}

/** Every planted error of one emitted file; none of a file that is neither a Dockerfile nor a script. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const units = unitsOf(file, text);
  const order = texts(text, units);
  const mutants = units.flatMap((unit, index) => [
    ...unitMutants(file, text, units, index),
    ...unit.words.flatMap((_, at) => wordMutants(file, text, units, unit, at)),
  ]);
  const known = new Set([text]);
  const isNew = (mutant: Mutant): boolean => !known.has(mutant.text) && known.add(mutant.text).size > 0;
  return mutants.filter(
    (mutant) =>
      isNew(mutant) &&
      (mutant.mutation !== 'moved' || texts(mutant.text, unitsOf(file, mutant.text)).join('\n') !== order.join('\n')),
  );
}

/** The instructions or commands of a file, in order. */
export function unitTexts(file: string, text: string): readonly string[] {
  return texts(text, unitsOf(file, text));
}

function texts(text: string, units: readonly Unit[]): readonly string[] {
  return units.map((unit) => cut(text, unit));
}

function unitsOf(file: string, text: string): readonly Unit[] {
  if (file.endsWith('.sh')) return commandsOf(text).map(({ span }) => unitOf(text, span.start, span.end));
  if (!/Dockerfile[^/]*$/.test(file)) return [];
  const { instructions } = parseDockerfile(decodeSource(file, Buffer.from(text)));
  return instructions.map(({ span }) => unitOf(text, span.start, span.end));
}

/** A unit and its words between blanks; what a line break is made of is no word. */
function unitOf(text: string, start: number, end: number): Unit {
  const words = [...text.slice(start, end).matchAll(/\S+/g)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
  }));
  return { start, end, words: words.filter((word) => cut(text, word) !== '\\') };
}

function cut(text: string, { start, end }: Piece): string {
  return text.slice(start, end);
}

function unitMutants(file: string, text: string, units: readonly Unit[], index: number): readonly Mutant[] {
  const unit = units[index];
  if (unit === undefined) return [];
  const make = (mutation: Mutation, other: Piece | undefined, changed: string): Mutant => {
    return {
      file,
      mutation,
      unit: cut(text, unit),
      word: null,
      other: other === undefined ? null : cut(text, other),
      text: changed,
    };
  };
  const next = units.slice(index + 1).find(({ start }) => start >= unit.end);
  const targets = [units[0], units.at(-1), units[Math.floor(units.length / 2)]].filter(
    (target) => target !== undefined && target !== unit && !overlap(target, unit),
  );
  return [
    make('dropped', undefined, replaced(text, unit, '')),
    ...(next === undefined ? [] : [make('swapped', next, swapped(text, unit, next))]),
    ...targets.flatMap((target) => (target === undefined ? [] : [make('moved', target, moved(text, unit, target))])),
  ];
}

/** Each word without, with the next, and with words from elsewhere in the file in its place. */
function wordMutants(file: string, text: string, units: readonly Unit[], unit: Unit, at: number): readonly Mutant[] {
  const word = unit.words[at];
  if (word === undefined) return [];
  const make = (mutation: Mutation, other: string | null, changed: string): Mutant => ({
    file,
    mutation,
    unit: cut(text, unit),
    word: cut(text, word),
    other,
    text: changed,
  });
  const next = unit.words[at + 1];
  return [
    make('dropped', null, replaced(text, word, '')),
    ...(next === undefined ? [] : [make('swapped', cut(text, next), swapped(text, word, next))]),
    ...strangers(text, units, word).map((stranger) => make('replaced', stranger, replaced(text, word, stranger))),
  ];
}

/** Two other words of the file: the nearest ones that differ, looking on and looking back. */
function strangers(text: string, units: readonly Unit[], word: Piece): readonly string[] {
  const words = units.flatMap((unit) => unit.words).sort((one, other) => one.start - other.start);
  const differs = (other: Piece): boolean => cut(text, other) !== cut(text, word);
  const later = words.find((other) => other.start > word.end && differs(other));
  const earlier = words.findLast((other) => other.end < word.start && differs(other));
  return [later, earlier].flatMap((other) => (other === undefined ? [] : [cut(text, other)]));
}

function overlap(one: Piece, other: Piece): boolean {
  return one.start < other.end && other.start < one.end;
}

function replaced(text: string, { start, end }: Piece, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

function swapped(text: string, first: Piece, second: Piece): string {
  return (
    text.slice(0, first.start) +
    cut(text, second) +
    text.slice(first.end, second.start) +
    cut(text, first) +
    text.slice(second.end)
  );
}

/** The unit on a line of its own, in front of another. */
function moved(text: string, unit: Piece, target: Piece): string {
  const line = `${cut(text, unit)}\n`;
  const edits = [
    { ...unit, by: '' },
    { start: target.start, end: target.start, by: line },
  ].sort((one, other) => other.start - one.start);
  return edits.reduce((now, edit) => replaced(now, edit, edit.by), text);
}
