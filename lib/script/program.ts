import type { Span } from '../source/source-file.js';

/**
 * What every script language lowers to. Nodes are compared by identity: the plan drops or edits a node, and the
 * rewriter of the language finds it in the text by its span.
 */
export type Program =
  | Sequence
  | AndOr
  | Negation
  | Pipeline
  | Branch
  | Loop
  | FunctionDefinition
  | Subshell
  | Background
  | Command
  | Unread;

interface Base {
  readonly span: Span;
}

/** Statements one after the other; `group` marks `{ …; }`, whose redirections hold for all of them. */
export interface Sequence extends Base {
  readonly kind: 'sequence';
  readonly items: readonly Program[];
  readonly group: boolean;
  readonly redirects: readonly Redirect[];
}

/** `left && right` or `left || right`. */
export interface AndOr extends Base {
  readonly kind: 'and-or';
  readonly operator: '&&' | '||';
  readonly left: Program;
  readonly right: Program;
}

/** `! body` */
export interface Negation extends Base {
  readonly kind: 'negation';
  readonly body: Program;
}

/** `a | b | c`; `merge[i]` tells that stage i was written with `|&`. */
export interface Pipeline extends Base {
  readonly kind: 'pipeline';
  readonly stages: readonly Program[];
  readonly merge: readonly boolean[];
}

export type Condition =
  | { readonly kind: 'status'; readonly program: Program }
  | { readonly kind: 'match'; readonly subject: Word; readonly patterns: readonly Word[] };

/** `if` and `case`. Arms are tried in order; `fallsThrough` is `;&` or `;;&`. */
export interface Branch extends Base {
  readonly kind: 'branch';
  readonly arms: readonly {
    readonly condition: Condition;
    readonly body: Program;
    readonly span: Span;
    readonly fallsThrough: boolean;
  }[];
  readonly otherwise: Program | null;
  readonly redirects: readonly Redirect[];
}

/** `for x in …`, `while`, `until`; 'opaque' is a loop head that is not read (C-style `for ((…))`, `select`). */
export interface Loop extends Base {
  readonly kind: 'loop';
  readonly head:
    | { readonly kind: 'list'; readonly variable: string; readonly items: readonly Word[] }
    | { readonly kind: 'while' | 'until'; readonly condition: Program }
    | { readonly kind: 'opaque'; readonly text: string; readonly variables: readonly string[] };
  readonly body: Program;
  readonly redirects: readonly Redirect[];
}

export interface FunctionDefinition extends Base {
  readonly kind: 'function';
  readonly name: string;
  readonly body: Program;
}

/** `( … )` */
export interface Subshell extends Base {
  readonly kind: 'subshell';
  readonly body: Program;
  readonly redirects: readonly Redirect[];
}

/** `body &` */
export interface Background extends Base {
  readonly kind: 'background';
  readonly body: Program;
}

/**
 * A simple command; `argv` may be empty when there are only assignments. `[[ … ]]` is a command whose first word is
 * the literal `[[` and whose last is `]]`; `(( … ))` is the two words `((` and the text.
 */
export interface Command extends Base {
  readonly kind: 'command';
  readonly assignments: readonly Assignment[];
  readonly argv: readonly Word[];
  readonly redirects: readonly Redirect[];
}

/** Something that the front-end cannot express; `why` is for people. */
export interface Unread extends Base {
  readonly kind: 'unread';
  readonly why: string;
}

export interface Assignment extends Base {
  readonly name: string;
  /** `x+=…` */
  readonly append: boolean;
  /** `x[i]=…`: the index text. */
  readonly index: string | null;
  readonly value: Word | readonly Word[];
}

export interface Redirect extends Base {
  /** File descriptor as written, or the operator's default; -1 is `&>` (both). */
  readonly descriptor: number;
  readonly operation:
    | { readonly kind: 'read'; readonly target: Word }
    | { readonly kind: 'write'; readonly target: Word; readonly append: boolean }
    | { readonly kind: 'duplicate'; readonly target: Word }
    | { readonly kind: 'heredoc'; readonly body: Word }
    | { readonly kind: 'herestring'; readonly body: Word };
}

/** One shell word before expansion. */
export interface Word extends Base {
  readonly pieces: readonly Piece[];
}

export type Piece = Literal | Parameter | CommandOutput | Glob | ArithmeticValue | ProcessSubstitution;

/** Text after quote removal. */
export interface Literal {
  readonly kind: 'literal';
  readonly text: string;
  readonly quoted: boolean;
}

/** `$name`, `${name…}`, `$1`, `$@`, `${array[@]}`. */
export interface Parameter {
  readonly kind: 'parameter';
  /** Without `$` and braces: `TAG`, `1`, `@`, `#`, `?`. */
  readonly name: string;
  /** Text between `[` and `]`, null where there is none. */
  readonly index: string | null;
  readonly operator: ParameterOperator | null;
  readonly quoted: boolean;
  readonly span: Span;
}

export type ParameterOperator =
  | { readonly kind: 'length' }
  | { readonly kind: 'indirect' }
  /** `:-` `-` `:=` `=` `:+` `+` `:?` `?` */
  | {
      readonly kind: 'default';
      readonly symbol: ':-' | '-' | ':=' | '=' | ':+' | '+' | ':?' | '?';
      readonly operand: Word;
    }
  /** `#` `##` `%` `%%` */
  | { readonly kind: 'trim'; readonly symbol: '#' | '##' | '%' | '%%'; readonly pattern: Word }
  /** `/` `//` `/#` `/%` */
  | {
      readonly kind: 'replace';
      readonly symbol: '/' | '//' | '/#' | '/%';
      readonly pattern: Word;
      readonly replacement: Word;
    }
  | { readonly kind: 'slice'; readonly offset: Word; readonly length: Word | null }
  | { readonly kind: 'case'; readonly symbol: '^' | '^^' | ',' | ',,' }
  | { readonly kind: 'other'; readonly text: string };

/** `$(…)` and backquotes. */
export interface CommandOutput {
  readonly kind: 'output';
  readonly program: Program;
  readonly quoted: boolean;
  readonly span: Span;
}

/** An unquoted `*`, `?` or `[…]` with its text. */
export interface Glob {
  readonly kind: 'glob';
  readonly text: string;
}

/** `$(( … ))` */
export interface ArithmeticValue {
  readonly kind: 'arithmetic';
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
}

/** `<(…)` and `>(…)` */
export interface ProcessSubstitution {
  readonly kind: 'process';
  readonly program: Program;
  readonly direction: '<' | '>';
  readonly span: Span;
}

/** A script with its program and what could not be read in it. */
export interface ScriptProgram {
  readonly program: Program;
  readonly problems: readonly { readonly message: string; readonly span: Span }[];
  /** Spans of comments outside heredocs, in order: the rewriter removes those that belong to a dropped statement. */
  readonly comments: readonly Span[];
}
