/**
 * A node of the symbolic image. Terms are interned: two are equal exactly when they are the same object, so that
 * comparing whole images is one comparison, and a term costs no more than what is new in it.
 */
export interface Term {
  readonly id: number;
  readonly tag: string;
  readonly args: readonly Argument[];
}

export type Argument = Term | string;

/** Makes terms; both trees of one proof share it. */
export class Terms {
  readonly #known = new Map<string, Term>();

  make(tag: string, ...args: readonly Argument[]): Term {
    const key = [tag, ...args.map(keyOf)].join(' ');
    let term = this.#known.get(key);
    if (term === undefined) {
      term = { id: this.#known.size, tag, args };
      this.#known.set(key, term);
    }
    return term;
  }
}

/** The length in front keeps texts with blanks apart. */
function keyOf(argument: Argument): string {
  return typeof argument === 'string' ? `${argument.length}:${argument}` : `#${argument.id}`;
}

export function isTerm(argument: Argument | undefined): argument is Term {
  return typeof argument === 'object';
}

/** The n-th argument as a term, null where it is a text or missing. */
export function termAt(term: Term, index: number): Term | null {
  const argument = term.args[index];
  return isTerm(argument) ? argument : null;
}

/** The n-th argument as a text, '' where it is a term or missing. */
export function textAt(term: Term, index: number): string {
  const argument = term.args[index];
  return typeof argument === 'string' ? argument : '';
}

/** A short description for messages: never the whole term, which may be as large as an image. */
export function describe(argument: Argument | undefined, depth = 2): string {
  if (argument === undefined) return 'nothing';
  if (typeof argument === 'string') return argument.length > 60 ? `${argument.slice(0, 57)}...` : argument;
  if (depth === 0 || argument.args.length === 0) return argument.tag;
  return `${argument.tag}(${argument.args
    .slice(0, 4)
    .map((inner) => describe(inner, depth - 1))
    .join(', ')})`;
}
