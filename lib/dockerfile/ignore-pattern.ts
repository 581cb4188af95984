import { cleanPath } from './paths.js';
import { compilePattern, readSlot, slotTakes, type Slot } from './patterns.js';

type Token =
  | Slot
  /** `*`: stops at `/`. */
  | { readonly kind: 'star' }
  /** `**` before something: nothing, or whole directories. */
  | { readonly kind: 'directories' }
  /** `**` at the end, or before a plain name part: anything. */
  | { readonly kind: 'everything' };

/** One line of an ignore file that means something (IG-5). */
export interface IgnorePattern {
  /** Cleaned, without `!` and without a leading `/`. */
  readonly pattern: string;
  /** `!`: what it matches is part of the context again. */
  readonly negated: boolean;
  /** 1-based. */
  readonly line: number;
  /** The line as written, blanks at both ends removed. */
  readonly text: string;
  /** What is wrong with the pattern; the builder rejects the whole file. */
  readonly error: string | null;
}

const byteOrderMark = '\ufeff';

/** Reads an ignore file as moby does (IG-5): `#` only in column 1, blanks trimmed, paths cleaned, a leading `/` dropped. */
export function parseIgnore(text: string): IgnorePattern[] {
  const body = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  return body.split('\n').flatMap((line, index) => {
    const trimmed = line.trim();
    return line.startsWith('#') || trimmed === '' ? [] : [ignorePattern(trimmed, index + 1)];
  });
}

function ignorePattern(text: string, line: number): IgnorePattern {
  const negated = text.startsWith('!');
  const written = negated ? text.slice(1).trim() : text;
  const cleaned = written === '' ? '' : cleanPath(written);
  const pattern = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  return { pattern, negated, line, text, error: errorOf(pattern) };
}

function errorOf(pattern: string): string | null {
  if (pattern === '') return 'illegal exclusion pattern: "!"';
  const compiled = compilePattern(pattern);
  return 'error' in compiled ? compiled.error : null;
}

/**
 * How far a pattern reaches into a directory whose contents nobody knows. `whole`: the directory or a parent matches.
 * `contents`: everything below it, not itself. `part`: some names that could be below it.
 */
export type Reach = 'whole' | 'contents' | 'part' | 'none';

/** A compiled pattern; a match of a parent directory counts for everything below it. */
export interface PathMatcher {
  matches(path: string): boolean;
  /** `.` is the root of the context. */
  reach(directory: string): Reach;
}

/** Compiles one pattern. A malformed one matches nothing, nor does `.`. */
export function ignorePathMatcher({ pattern, error }: Pick<IgnorePattern, 'pattern' | 'error'>): PathMatcher {
  if (error !== null || pattern === '.') return { matches: () => false, reach: () => 'none' };
  return /[*?[\]\\]/.test(pattern) ? new TokenMatcher(tokensOf(Array.from(pattern))) : plainMatcher(pattern);
}

/** Most patterns have no wildcard. */
function plainMatcher(pattern: string): PathMatcher {
  const below = `${pattern}/`;
  const matches = (path: string): boolean => path === pattern || path.startsWith(below);
  const canBeIn = (directory: string): boolean => directory === '.' || pattern.startsWith(`${directory}/`);
  return { matches, reach: (directory) => (matches(directory) ? 'whole' : canBeIn(directory) ? 'part' : 'none') };
}

function tokensOf(characters: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length;) {
    if (characters[at] !== '*') {
      const read = readSlot(characters, at);
      tokens.push(read?.slot ?? { kind: 'character', character: characters[at] ?? '' });
      at = read?.next ?? at + 1;
    } else if (characters[at + 1] !== '*') {
      tokens.push({ kind: 'star' });
      at++;
    } else {
      at += characters[at + 2] === '/' ? 3 : 2;
      tokens.push({ kind: at >= characters.length ? 'everything' : 'directories' });
    }
  }
  return isSuffixPattern(characters, tokens) ? [{ kind: 'everything' }, ...tokens.slice(1)] : tokens;
}

/** `**.js`: where no other sign follows, moby compares the end of the path, so that `a.js` matches too. */
function isSuffixPattern(characters: readonly string[], tokens: readonly Token[]): boolean {
  if (tokens[0]?.kind !== 'directories' || characters[2] === '/') return false;
  return characters.slice(2).every((character) => !'*?[]\\'.includes(character));
}

/** Follows all ways through the pattern at once: no pattern and no path can make it slow. */
class TokenMatcher implements PathMatcher {
  constructor(private readonly tokens: readonly Token[]) {}

  matches(path: string): boolean {
    return this.follow(path)?.isAccepting() ?? true;
  }

  reach(directory: string): Reach {
    const states = this.follow(directory === '.' ? '' : `${directory}/`);
    if (states === null) return 'whole';
    if (this.takesAnyName(states)) return 'contents';
    return this.canGoOn(states) ? 'part' : 'none';
  }

  /** The states behind the text; null where a directory on the way matches as a whole. */
  private follow(text: string): States | null {
    let states = new States(this.tokens.length);
    this.enter(states, 0);
    for (const character of text) {
      if (character === '/' && states.isAccepting()) return null;
      const next = new States(this.tokens.length);
      for (const [index, token] of this.tokens.entries()) this.step(token, index, character, states, next);
      states = next;
    }
    return states;
  }

  private step(token: Token, index: number, character: string, from: States, to: States): void {
    if (!from.has(index)) return;
    switch (token.kind) {
      case 'star':
        if (character !== '/') this.enter(to, index);
        return;
      case 'everything':
        this.enter(to, index);
        return;
      case 'directories':
        to.add(index);
        if (character === '/') this.enter(to, index + 1);
        return;
      default:
        if (slotTakes(token, character)) this.enter(to, index + 1);
    }
  }

  /** Comes to the token at `index`, and past it where it may match nothing. */
  private enter(states: States, index: number): void {
    states.add(index);
    for (let at = index; this.isWild(at); at++) states.add(at + 1);
  }

  private isWild(index: number): boolean {
    const kind = this.tokens[index]?.kind;
    return kind === 'star' || kind === 'everything' || kind === 'directories';
  }

  private takesAnyName(states: States): boolean {
    let at = this.tokens.length;
    while (at > 0 && this.isWild(at - 1)) if (states.has(--at)) return true;
    return false;
  }

  /** A name follows a `/`, so a pattern that wants another `/` now is at its end. */
  private canGoOn(states: States): boolean {
    return this.tokens.some(
      (token, index) => states.has(index) && !(token.kind === 'character' && token.character === '/'),
    );
  }
}

class States {
  private readonly flags: Uint8Array;

  constructor(private readonly size: number) {
    this.flags = new Uint8Array(size + 1);
  }

  add(index: number): void {
    this.flags[index] = 1;
  }

  has(index: number): boolean {
    return this.flags[index] === 1;
  }

  isAccepting(): boolean {
    return this.has(this.size);
  }
}
