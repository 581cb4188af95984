import type { EscapeCharacter } from './types.js';

/**
 * How a piece of literal text was written. Only `none` is split at blanks; `single` is the only quoting
 * in which `$` never begins a variable.
 */
export type Quoting = 'none' | 'escaped' | 'single' | 'double';

export interface LiteralPart {
  readonly kind: 'literal';
  /** Quotes and escapes removed. */
  readonly text: string;
  readonly quoting: Quoting;
  /** Offsets into the parsed text. The parts cover it without gaps but for quotes directly beside a variable. */
  readonly start: number;
  readonly end: number;
}

export type VariableOperator = ':-' | '-' | ':+' | '+' | ':?' | '?' | '#' | '##' | '%' | '%%' | '/' | '//';

export interface VariablePart {
  readonly kind: 'variable';
  readonly name: string;
  readonly operator: VariableOperator | null;
  /** What follows the operator: the other value, the message, or the pattern. */
  readonly operand: readonly ExpansionPart[];
  /** Of `/` and `//` alone. */
  readonly replacement: readonly ExpansionPart[];
  /** A quoted value is not split into words. */
  readonly quoting: 'none' | 'double';
  readonly start: number;
  readonly end: number;
}

export type ExpansionPart = LiteralPart | VariablePart;

export type ParsedExpansion = { readonly parts: readonly ExpansionPart[] } | { readonly error: string };

export interface ExpansionOptions {
  /** Escapes stay in the text, as in the pattern of `${v#pattern}`. */
  readonly keepEscapes?: boolean;
  /** Accepts `${v:anything}`: what only a shell understands must not hide a heredoc on the same line (DF-T8). */
  readonly anyModifier?: boolean;
}

/** Raised inside this module only; the exported functions turn it into a value. */
export class ExpansionError extends Error {}

/** No Dockerfile nests this deep; the limit keeps hostile input from exhausting the stack. */
const deepestNesting = 100;

/** Reads a word of a Dockerfile as the builder expands it: quotes, escapes, variables (DF-T6). */
export function parseExpansion(
  text: string,
  escape: EscapeCharacter = '\\',
  options: ExpansionOptions = {},
): ParsedExpansion {
  try {
    return {
      parts: new ExpansionParser(text, escape, options.anyModifier ?? false).parse(options.keepEscapes ?? false),
    };
  } catch (error) {
    if (error instanceof ExpansionError) return { error: error.message };
    throw error;
  }
}

const letterOrDigit = /^[\p{L}\p{Nd}_]$/u;
const digit = /^\p{Nd}$/u;
const specialParameters = '@*#?-$!0';

class ExpansionParser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly escape: EscapeCharacter,
    private readonly anyModifier: boolean,
  ) {}

  parse(keepEscapes: boolean): ExpansionPart[] {
    return this.partsUntil(null, keepEscapes);
  }

  private partsUntil(stop: '}' | '/' | null, keepEscapes: boolean): ExpansionPart[] {
    const parts: ExpansionPart[] = [];
    while (this.at < this.text.length) {
      const character = this.text[this.at];
      if (character === stop) {
        this.at++;
        return parts;
      }
      if (character === '"') this.doubleQuoted(parts, keepEscapes);
      else parts.push(this.unquotedPart(character, stop, keepEscapes));
    }
    if (stop !== null) throw new ExpansionError(`missing '${stop}' in a substitution`);
    return parts;
  }

  private unquotedPart(character: string | undefined, stop: string | null, keepEscapes: boolean): ExpansionPart {
    switch (character) {
      case "'":
        return this.singleQuoted();
      case '$':
        return this.dollar('none');
      case '<':
        return this.angle();
      case this.escape:
        return this.escaped(keepEscapes);
      default:
        return this.plain(stop);
    }
  }

  private literal(start: number, text: string, quoting: Quoting): LiteralPart {
    return { kind: 'literal', text, quoting, start, end: this.at };
  }

  private plain(stop: string | null): LiteralPart {
    const start = this.at++;
    while (this.at < this.text.length && !this.isSpecial(this.text[this.at], stop)) this.at++;
    return this.literal(start, this.text.slice(start, this.at), 'none');
  }

  private isSpecial(character: string | undefined, stop: string | null): boolean {
    if (character === stop || character === this.escape) return true;
    return character === "'" || character === '"' || character === '$' || character === '<';
  }

  /** `<<` keeps the blanks behind it, so that `<< EOF` stays one word. */
  private angle(): LiteralPart {
    const start = this.at++;
    if (this.text[this.at] !== '<') return this.literal(start, '<', 'escaped');
    this.at++;
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t' || this.text[this.at] === '\r') this.at++;
    return this.literal(start, this.text.slice(start, this.at), 'escaped');
  }

  private escaped(keepEscapes: boolean): LiteralPart {
    const start = this.at++;
    const next = this.takeCharacter();
    return this.literal(start, keepEscapes ? this.escape + next : next, 'escaped');
  }

  /** One whole code point, so that an escape never splits a surrogate pair. */
  private takeCharacter(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return '';
    const character = String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  private singleQuoted(): LiteralPart {
    const start = this.at;
    const close = this.text.indexOf("'", start + 1);
    if (close === -1) throw new ExpansionError('a single quote is not closed');
    this.at = close + 1;
    return this.literal(start, this.text.slice(start + 1, close), 'single');
  }

  private doubleQuoted(parts: ExpansionPart[], keepEscapes: boolean): void {
    const before = parts.length;
    let start = this.at++;
    let pieces: string[] = [];
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined) throw new ExpansionError('a double quote is not closed');
      if (character === '"' || character === '$') {
        if (character === '"') this.at++;
        const isEmptyString = character === '"' && parts.length === before;
        if (pieces.length > 0 || isEmptyString) parts.push(this.literal(start, pieces.join(''), 'double'));
        if (character === '"') return;
        parts.push(this.dollar('double'));
        start = this.at;
        pieces = [];
      } else if (character === this.escape) pieces.push(this.escapedInDoubleQuotes(keepEscapes));
      else pieces.push(this.plainInDoubleQuotes());
    }
  }

  private plainInDoubleQuotes(): string {
    const start = this.at++;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at];
      if (character === '"' || character === '$' || character === this.escape) break;
    }
    return this.text.slice(start, this.at);
  }

  /** Only `"`, `$` and the escape itself can be escaped here; any other escape is text (and is doubled where escapes are kept). */
  private escapedInDoubleQuotes(keepEscapes: boolean): string {
    this.at++;
    const next = this.text[this.at];
    if (next === undefined) return '';
    const kept = keepEscapes ? this.escape : '';
    if (next !== '"' && next !== '$' && next !== this.escape) return kept + this.escape;
    this.at++;
    return kept + next;
  }

  private dollar(quoting: 'none' | 'double'): ExpansionPart {
    const start = this.at++;
    if (this.text[this.at] === '{') return this.braced(start, quoting);
    const name = this.takeName();
    if (name === '') return this.literal(start, '$', quoting);
    return this.variable(start, quoting, name, null);
  }

  private variable(
    start: number,
    quoting: 'none' | 'double',
    name: string,
    operator: VariableOperator | null,
    operand: readonly ExpansionPart[] = [],
    replacement: readonly ExpansionPart[] = [],
  ): VariablePart {
    return { kind: 'variable', name, operator, operand, replacement, quoting, start, end: this.at };
  }

  private braced(start: number, quoting: 'none' | 'double'): VariablePart {
    if (++this.depth > deepestNesting) throw new ExpansionError('substitutions are nested too deeply');
    this.at++;
    const first = this.text[this.at];
    if (first === undefined || '{}:'.includes(first)) throw new ExpansionError('bad substitution');
    const name = this.takeName();
    const part = this.modified(start, quoting, name);
    this.depth--;
    return part;
  }

  private modified(start: number, quoting: 'none' | 'double', name: string): VariablePart {
    const modifier = this.text[this.at++];
    switch (modifier) {
      case '}':
        return this.variable(start, quoting, name, null);
      case ':':
        return this.variable(start, quoting, name, this.colonOperator(), this.partsUntil('}', false));
      case '-':
      case '+':
      case '?':
        return this.variable(start, quoting, name, modifier, this.partsUntil('}', false));
      case '#':
        return this.variable(start, quoting, name, this.takeRepeated('#') ? '##' : '#', this.partsUntil('}', true));
      case '%':
        return this.variable(start, quoting, name, this.takeRepeated('%') ? '%%' : '%', this.partsUntil('}', true));
      case '/': {
        const operator = this.takeRepeated('/') ? '//' : '/';
        const pattern = this.partsUntil('/', true);
        return this.variable(start, quoting, name, operator, pattern, this.partsUntil('}', true));
      }
      default:
        throw new ExpansionError(`unsupported modifier (${modifier ?? ''}) in a substitution`);
    }
  }

  private takeRepeated(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private colonOperator(): VariableOperator {
    const character = this.text[this.at++] ?? '';
    if (character === '-' || character === '+' || character === '?') return `:${character}`;
    if (this.anyModifier && character !== '#' && character !== '%') return ':-';
    throw new ExpansionError(`unsupported modifier (:${character}) in a substitution`);
  }

  /** A name, a positional parameter, or one special parameter; empty where none stands here. */
  private takeName(): string {
    const start = this.at;
    const first = this.peekCharacter();
    const ofName = digit.test(first) ? digit : letterOrDigit;
    if (ofName !== digit && first !== '' && specialParameters.includes(first)) return this.takeCharacter();
    for (let next = first; ofName.test(next); next = this.peekCharacter()) this.at += next.length;
    return this.text.slice(start, this.at);
  }

  private peekCharacter(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }
}
