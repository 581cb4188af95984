import type { SourceFile, Span } from '../source/source-file.js';
import type { LogicalText } from './logical-text.js';

export type EscapeCharacter = '\\' | '`';

/** One word as it is written: quotes and escapes still in it. In JSON form the decoded string; the span then covers its quotes. */
export interface WordToken {
  readonly text: string;
  readonly span: Span;
}

/** `--name=value` between the keyword and the arguments (DF-T5). */
export interface Flag {
  readonly name: string;
  /** Quotes and escapes removed, variables not expanded; null where there is no `=`. */
  readonly value: string | null;
  readonly span: Span;
  readonly valueSpan: Span | null;
}

/** The body that an instruction takes from the lines below it (DF-T8). */
export interface Heredoc {
  /** The terminator, quotes removed. */
  readonly name: string;
  /** False where the terminator was quoted: the body then holds no variables. */
  readonly expand: boolean;
  /** `<<-`: leading tabs do not count. */
  readonly chomp: boolean;
  readonly fileDescriptor: number;
  /** The body as it stands in the file, leading tabs included. */
  readonly content: string;
  readonly contentSpan: Span;
  /** The `<<NAME` in the instruction. */
  readonly wordSpan: Span;
}

export interface DockerfileError {
  readonly message: string;
  readonly span: Span;
}

interface Base<Keyword extends string> {
  readonly keyword: Keyword;
  /** From the keyword to the end of the last line, its newline left out; heredoc bodies and their terminators included. */
  readonly span: Span;
  readonly keywordSpan: Span;
  /** Everything after the keyword, flags included: continuations joined, comments left out, blanks at both ends removed. */
  readonly fullText: string;
  readonly flags: readonly Flag[];
  /** The whole joined line with its way back into the file. */
  readonly line: LogicalText;
}

/** What follows RUN, CMD, ENTRYPOINT and HEALTHCHECK CMD. */
export interface CommandText {
  readonly form: 'shell' | 'json';
  /** The joined text: what the shell gets, or the JSON as it is written. */
  readonly command: string;
  readonly commandSpan: Span;
  /** Where `command` begins in `line.text`: `spanOf(line, commandStart + i, …)` leads back into the file. */
  readonly commandStart: number;
  /** The decoded strings of the JSON form, else empty. */
  readonly argv: readonly string[];
}

export interface FromInstruction extends Base<'FROM'> {
  readonly image: WordToken;
  /** As it is written; compare it in lower case (ST-1). */
  readonly stageName: string | null;
  readonly nameSpan: Span | null;
}

export interface ArgDeclaration {
  readonly name: string;
  /** Raw and unexpanded; null where nothing is assigned. */
  readonly defaultText: string | null;
  readonly span: Span;
  readonly defaultSpan: Span | null;
}

export interface ArgInstruction extends Base<'ARG'> {
  readonly declarations: readonly ArgDeclaration[];
}

export interface KeyValuePair {
  readonly key: string;
  /** Raw and unexpanded. */
  readonly value: string;
  readonly span: Span;
  readonly valueSpan: Span;
  /** `blank` is the old form `ENV name the whole rest of the line`. */
  readonly form: 'equals' | 'blank';
}

export interface PairsInstruction<Keyword extends 'ENV' | 'LABEL'> extends Base<Keyword> {
  readonly pairs: readonly KeyValuePair[];
}

export interface CopyingInstruction<Keyword extends 'COPY' | 'ADD'> extends Base<Keyword> {
  readonly form: 'shell' | 'json';
  /** Heredoc sources are not among them. */
  readonly sources: readonly WordToken[];
  readonly destination: WordToken | null;
  readonly heredocs: readonly Heredoc[];
}

export interface RunInstruction extends Base<'RUN'>, CommandText {
  readonly heredocs: readonly Heredoc[];
}

export interface CommandInstruction<Keyword extends 'CMD' | 'ENTRYPOINT'> extends Base<Keyword>, CommandText {}

export interface ValueInstruction<
  Keyword extends 'WORKDIR' | 'USER' | 'STOPSIGNAL' | 'MAINTAINER',
> extends Base<Keyword> {
  /** Empty text where the value is missing. */
  readonly value: WordToken;
}

export interface ValuesInstruction<Keyword extends 'EXPOSE' | 'VOLUME'> extends Base<Keyword> {
  readonly form: 'shell' | 'json';
  readonly values: readonly WordToken[];
}

export interface ShellInstruction extends Base<'SHELL'> {
  readonly argv: readonly string[];
}

export interface HealthcheckInstruction extends Base<'HEALTHCHECK'>, CommandText {
  /** `other`: no type or one that no engine knows. */
  readonly check: 'none' | 'cmd' | 'other';
}

export interface OnbuildInstruction extends Base<'ONBUILD'> {
  /** Null where nothing follows, or another ONBUILD does. */
  readonly inner: Instruction | null;
}

export interface UnknownInstruction extends Base<'UNKNOWN'> {
  readonly name: string;
}

export type Instruction =
  | FromInstruction
  | ArgInstruction
  | PairsInstruction<'ENV'>
  | PairsInstruction<'LABEL'>
  | CopyingInstruction<'COPY'>
  | CopyingInstruction<'ADD'>
  | RunInstruction
  | CommandInstruction<'CMD'>
  | CommandInstruction<'ENTRYPOINT'>
  | ValueInstruction<'WORKDIR'>
  | ValueInstruction<'USER'>
  | ValueInstruction<'STOPSIGNAL'>
  | ValueInstruction<'MAINTAINER'>
  | ValuesInstruction<'EXPOSE'>
  | ValuesInstruction<'VOLUME'>
  | ShellInstruction
  | HealthcheckInstruction
  | OnbuildInstruction
  | UnknownInstruction;

/** `# name=value` in the run of directives at the very top (DF-T1). */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly span: Span;
}

export interface Comment {
  /** From `#` to the end of the line. */
  readonly span: Span;
  /** True inside a continued instruction. */
  readonly inside: boolean;
}

export interface Dockerfile {
  readonly file: SourceFile;
  readonly directives: readonly Directive[];
  readonly escape: EscapeCharacter;
  readonly instructions: readonly Instruction[];
  readonly comments: readonly Comment[];
  /** What BuildKit would reject; the rest of the file is read all the same. */
  readonly errors: readonly DockerfileError[];
}
