import { normalizePath } from '../world/host-path.js';
import { concatValues, symbolValue, textValue, type Value } from '../world/value.js';

/**
 * Symbolic text: a string in which each unknown value stands as one mark. Rules of the Dockerfile work on plain
 * strings, and so on these; two are equal when the same unknowns stand in the same places.
 */
export type Text = string;

const open = '\ue000';
const close = '\ue001';
const mark = /\ue000(\d+)\ue001/g;

/** The unknown values of one proof, by key. */
export class Symbols {
  readonly #numbers = new Map<string, number>();
  readonly #keys: string[] = [];

  /** The mark of an unknown value. */
  symbol(key: string): Text {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#keys.length;
      this.#numbers.set(key, number);
      this.#keys.push(key);
    }
    return `${open}${number}${close}`;
  }

  encode(value: Value): Text {
    return value.map((part) => (part.kind === 'text' ? part.text : this.symbol(part.key))).join('');
  }

  decode(text: Text): Value {
    const parts: Value[] = [];
    let at = 0;
    for (const match of text.matchAll(mark)) {
      parts.push(textValue(text.slice(at, match.index)), symbolValue(this.#keyOf(match[1])));
      at = match.index + match[0].length;
    }
    return concatValues(...parts, textValue(text.slice(at)));
  }

  /** As people write it: `$TAG` in place of its mark. */
  show(text: Text): string {
    return text.replace(mark, (_whole, number: string) => this.#keyOf(number));
  }

  /** A path inside an image; unknown parts are written out as the host's paths write them. */
  path(text: Text): string {
    return normalizePath(`/${this.show(text)}`);
  }

  #keyOf(number: string | undefined): string {
    return this.#keys[Number(number)] ?? '';
  }
}

export function isKnown(text: Text): boolean {
  return !text.includes(open);
}
