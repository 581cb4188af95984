import { parseDockerfile } from '../../dockerfile/parse.js';
import { stagesOf } from '../../dockerfile/stages.js';
import type { Dockerfile } from '../../dockerfile/types.js';
import type { SourceFile, Span } from '../../source/source-file.js';
import { concatValues, equalValues, textValue, type SymbolPart, type Value } from '../../world/value.js';
import type { CommandOption } from '../../world/world.js';
import { argumentName, scriptText } from './argument-names.js';
import { markedText, withoutMarks, type Mark, type MarkedText } from '../../world/marks.js';
import { placeOfMark, type MarkPlace } from './mark-places.js';

/** A Dockerfile that the script writes itself, as a file: what varies has become build arguments (I-16, I-17). */
export interface GeneratedText {
  readonly kind: 'generated';
  readonly file: SourceFile;
  /** `--build-arg` options that the legacy command line does not have. */
  readonly options: readonly CommandOption[];
  /** Values that stand in text which a shell or the builder reads once more. */
  readonly asText: readonly { readonly name: string; readonly symbol: SymbolPart }[];
}

export type GeneratedReading = GeneratedText | { readonly kind: 'problem'; readonly why: string };

const problem = (why: string): GeneratedReading => ({ kind: 'problem', why });

/**
 * Reads a text that the script makes as a Dockerfile.
 *
 * @param path how the text is called in spans
 * @param writtenBy the statement that makes it: where diagnostics point
 * @param given the build arguments that the command line passes already
 */
export function readGeneratedText(
  value: Value,
  path: string,
  writtenBy: Span,
  given: ReadonlyMap<string, Value>,
): GeneratedReading {
  const marked = markedText(value);
  if (marked === null) return problem('the text holds characters that stagefold uses itself');
  const source = { path, text: marked.text, encoding: 'utf8', mode: 0o644, writtenBy } as const;
  const dockerfile = parseDockerfile(source);
  const [error] = dockerfile.errors;
  if (error !== undefined) return problem(`the text that the script writes is no Dockerfile: ${error.message}`);
  if (stagesOf(dockerfile).stages.length === 0) return problem('the text that the script writes has no FROM');
  const writer = new ArgumentWriter(marked, dockerfile, given);
  const why = writer.problem();
  if (why !== null) return problem(why);
  return {
    kind: 'generated',
    file: { ...source, text: writer.text() },
    options: writer.options(),
    asText: writer.asText(),
  };
}

interface Placed {
  readonly mark: Mark;
  readonly place: MarkPlace;
}

/** Puts build arguments in the place of the values that vary. */
class ArgumentWriter {
  readonly #placed: readonly Placed[];
  readonly #names = new Map<string, string>();
  readonly #own: string;

  constructor(
    readonly marked: MarkedText,
    readonly dockerfile: Dockerfile,
    readonly given: ReadonlyMap<string, Value>,
  ) {
    this.#placed = marked.marks.map((mark) => ({ mark, place: placeOfMark(mark, dockerfile) }));
    this.#own = marked.text;
    for (const { mark, place } of this.#placed) if (place.kind !== 'comment') this.#name(mark.symbol);
  }

  /** Why a value cannot become a build argument, null where all can. */
  problem(): string | null {
    for (const { mark, place } of this.#placed) {
      const { key } = mark.symbol;
      if (place.kind === 'refused') return `${key} ${place.why} (line ${String(this.#lineOf(mark))} of the text)`;
      if (place.kind === 'comment') continue;
      if (mark.symbol.splits) return `${key} may be several words`;
      if (scriptText(mark.symbol) === null) return `the value of ${key} cannot be passed as a build argument`;
    }
    return null;
  }

  #lineOf({ start }: Mark): number {
    return this.marked.text.slice(0, start).split('\n').length;
  }

  /** One name a value: an argument that the command line passes with this value keeps its own. */
  #name(symbol: SymbolPart): void {
    if (this.#names.has(symbol.key)) return;
    const passed = [...this.given].find(([, value]) => equalValues(value, [symbol]))?.[0];
    const used = new Set(this.#names.values());
    const isTaken = (name: string): boolean => used.has(name) || this.given.has(name) || this.#mentions(name, symbol);
    this.#names.set(symbol.key, passed ?? argumentName(symbol, isTaken));
  }

  /** Whether the text has a variable of this name with another value. */
  #mentions(name: string, symbol: SymbolPart): boolean {
    if (new RegExp(`\\$\\{?${name}(?!\\w)`).test(this.#own)) return true;
    return this.dockerfile.instructions.some((instruction) => {
      if (instruction.keyword === 'ARG') return instruction.declarations.some((declared) => declared.name === name);
      if (instruction.keyword !== 'ENV') return false;
      return instruction.pairs.some(({ key, valueSpan }) => key === name && !this.#isExactly(valueSpan, symbol));
    });
  }

  #isExactly({ start, end }: Span, { key }: SymbolPart): boolean {
    const text = this.marked.text.slice(start, end).replace(/^"(.*)"$/s, '$1');
    return this.marked.marks.some(
      (mark) => mark.symbol.key === key && text === this.marked.text.slice(mark.start, mark.end),
    );
  }

  options(): CommandOption[] {
    const symbols = new Map(this.#placed.map(({ mark }) => [mark.symbol.key, mark.symbol]));
    return [...this.#names].flatMap(([key, name]) => {
      const symbol = symbols.get(key);
      if (symbol === undefined || this.given.has(name)) return [];
      const value = concatValues(textValue(`${name}=`), [{ ...symbol, splits: false }]);
      return [{ name: '--build-arg', value, arguments: [] }];
    });
  }

  asText(): { readonly name: string; readonly symbol: SymbolPart }[] {
    return this.#placed.flatMap(({ mark: { symbol }, place }) => {
      const name = this.#names.get(symbol.key);
      return name !== undefined && place.kind === 'stage' && place.isText ? [{ name, symbol }] : [];
    });
  }

  /** The text with `$NAME` in place of the marks, and an ARG where each is first needed. */
  text(): string {
    const { text, marks } = this.marked;
    const declared = this.#declarations();
    let result = '';
    let at = 0;
    const copy = (to: number): void => {
      result += text.slice(at, to);
      at = to;
    };
    const starts = [...declared.keys(), ...marks.map(({ start }) => start)].sort((a, b) => a - b);
    for (const start of new Set(starts)) {
      copy(start);
      for (const name of declared.get(start) ?? []) result += `ARG ${name}\n`;
      const mark = marks.find((candidate) => candidate.start === start);
      if (mark === undefined) continue;
      result += this.#written(mark);
      at = mark.end;
    }
    copy(text.length);
    return withoutMarks(result, marks);
  }

  #written({ symbol, end }: Mark): string {
    const name = this.#names.get(symbol.key);
    if (name === undefined) return symbol.key;
    return /\w/.test(this.marked.text.charAt(end)) ? `\${${name}}` : `$${name}`;
  }

  /** Offsets of lines, each with the arguments that are declared in front of it. */
  #declarations(): Map<number, string[]> {
    const lines = new Map<number, string[]>();
    const known = new Set<string>();
    const declare = (scope: string, name: string, at: number): void => {
      if (known.has(`${scope} ${name}`)) return;
      known.add(`${scope} ${name}`);
      lines.set(at, [...(lines.get(at) ?? []), name]);
    };
    const first = this.dockerfile.instructions[0]?.span.start ?? 0;
    for (const { mark, place } of this.#placed) {
      const name = this.#names.get(mark.symbol.key);
      if (name === undefined || place.kind === 'comment' || place.kind === 'refused') continue;
      const stage = place.kind === 'global' ? null : place.stage;
      if (this.#isDeclared(stage, name, mark.start)) continue;
      declare(String(stage), name, stage === null ? first : place.instruction.span.start);
    }
    return lines;
  }

  /** An ARG that the text has already is not written twice. */
  #isDeclared(stage: number | null, name: string, before: number): boolean {
    const { stages, globals } = stagesOf(this.dockerfile);
    const own = stage === null ? globals : (stages[stage]?.instructions ?? []);
    return own.some(
      (instruction) =>
        instruction.keyword === 'ARG' &&
        instruction.span.start < before &&
        instruction.declarations.some((declared) => declared.name === name),
    );
  }
}
