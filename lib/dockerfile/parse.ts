import type { SourceFile, Span } from '../source/source-file.js';
import { heredocsIn, type HeredocWord } from './heredoc.js';
import { readInstruction } from './instructions.js';
import { joinPieces, spanOf, type LogicalText } from './logical-text.js';
import { skipWhile, spaceTest, trimEnd, type Dialect } from './scanning.js';
import type {
  Comment,
  Directive,
  Dockerfile,
  DockerfileError,
  EscapeCharacter,
  Heredoc,
  Instruction,
} from './types.js';
import type { Range } from './words.js';

/**
 * Reads a Dockerfile without losing anything: every part knows its exact place in the file (DF-T1 … DF-T8).
 * Agrees with BuildKit's parser, never throws, and takes time in proportion to the text.
 */
export function parseDockerfile(file: SourceFile): Dockerfile {
  return new DockerfileParser(file).parse();
}

/** A physical line: `[start, end)` without its newline and the carriage returns before it. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

const byteOrderMark = '\ufeff';
const isBlankOrTab = (code: number): boolean => code === 0x20 || code === 0x09;
const isTab = (code: number): boolean => code === 0x09;
const isReturn = (code: number): boolean => code === 0x0d;
const isLetterOrDigit = (code: number): boolean => /[a-zA-Z0-9]/.test(String.fromCharCode(code));

class DockerfileParser {
  private readonly text: string;
  private readonly isSpace: (code: number) => boolean;
  private at: number;
  private escape: EscapeCharacter = '\\';
  private directivesDone = false;
  private heredocsDone = false;
  private readonly directives: Directive[] = [];
  private readonly instructions: Instruction[] = [];
  private readonly comments: Comment[] = [];
  private readonly errors: DockerfileError[] = [];

  constructor(private readonly file: SourceFile) {
    this.text = file.text;
    this.isSpace = spaceTest(file.encoding);
    this.at = file.text.startsWith(byteOrderMark) ? 1 : 0;
  }

  parse(): Dockerfile {
    for (let line = this.nextLine(); line !== null; line = this.nextLine()) this.readLine(line);
    if (this.instructions.length === 0) this.fail('the file has no instructions', this.span(0, 0));
    const { file, directives, escape, instructions, comments, errors } = this;
    return { file, directives, escape, instructions, comments, errors };
  }

  private span(start: number, end: number): Span {
    return { file: this.file.path, start, end };
  }

  private fail(message: string, span: Span): void {
    this.errors.push({ message, span });
  }

  private nextLine(): Line | null {
    if (this.at >= this.text.length) return null;
    const start = this.at;
    const newline = this.text.indexOf('\n', start);
    const stop = newline === -1 ? this.text.length : newline;
    this.at = newline === -1 ? stop : newline + 1;
    return { start, end: trimEnd(this.text, start, stop, isReturn), next: this.at };
  }

  private contentStart(line: Line): number {
    return skipWhile(this.text, line.start, line.end, this.isSpace);
  }

  private readLine(line: Line): void {
    const start = this.contentStart(line);
    const isComment = start < line.end && this.text[start] === '#';
    if (!this.directivesDone && this.readDirective(start, line.end)) return;
    if (isComment) this.comments.push({ span: this.span(start, line.end), inside: false });
    else if (start < line.end) this.readInstruction({ ...line, start });
  }

  /** DF-T1: anything that is no known directive ends the run of directives for good. */
  private readDirective(start: number, end: number): boolean {
    const directive = this.directiveAt(start, end);
    if (directive === null) {
      this.directivesDone = true;
      return false;
    }
    if (this.directives.some(({ name }) => name === directive.name)) {
      this.fail(`only one ${directive.name} parser directive can be used`, directive.span);
      return false;
    }
    this.directives.push(directive);
    if (directive.name === 'escape') this.setEscape(directive);
    return true;
  }

  private setEscape({ value, span }: Directive): void {
    if (value === '\\' || value === '`') this.escape = value;
    else this.fail(`invalid escape token '${value}' does not match \` or \\`, span);
  }

  private directiveAt(start: number, end: number): Directive | null {
    const { text, isSpace } = this;
    if (start === end || text[start] !== '#') return null;
    const nameStart = skipWhile(text, start + 1, end, isSpace);
    const nameEnd = skipWhile(text, nameStart, end, isLetterOrDigit);
    const equals = skipWhile(text, nameEnd, end, isSpace);
    const name = text.slice(nameStart, nameEnd).toLowerCase();
    if (name !== 'syntax' && name !== 'escape' && name !== 'check') return null;
    const valueStart = skipWhile(text, equals + 1, end, isSpace);
    const valueEnd = trimEnd(text, valueStart, end, isSpace);
    if (text[equals] !== '=' || valueStart >= valueEnd) return null;
    return { name, value: text.slice(valueStart, valueEnd), span: this.span(start, end) };
  }

  /** Where the text of the line ends if an escape at its end continues it; the escape may be followed by blanks (DF-T2). */
  private continuation({ start, end }: Line): number | null {
    const last = trimEnd(this.text, start, end, isBlankOrTab) - 1;
    if (last < start || this.text[last] !== this.escape) return null;
    return last > start && this.text[last - 1] === this.escape ? null : last;
  }

  private readInstruction(first: Line): void {
    const { logical, end } = this.joinLines(first);
    const dialect: Dialect = { escape: this.escape, isSpace: this.isSpace };
    const report = (error: DockerfileError): void => void this.errors.push(error);
    const instruction = readInstruction(logical, this.span(first.start, end), dialect, report);
    this.instructions.push(this.withHeredocs(instruction));
  }

  /** DF-T3: comments and empty lines inside a continued instruction belong to it but not to its text. */
  private joinLines(first: Line): { logical: LogicalText; end: number } {
    const ranges: { start: number; end: number }[] = [];
    let line = first;
    let cut = this.continuation(first);
    ranges.push({ start: first.start, end: cut ?? first.end });
    while (cut !== null) {
      const next = this.nextLine();
      if (next === null) break;
      line = next;
      const start = this.contentStart(next);
      if (start === next.end) continue;
      if (this.text[start] === '#') {
        this.comments.push({ span: this.span(start, next.end), inside: true });
        continue;
      }
      cut = this.continuation(next);
      ranges.push({ start: next.start, end: cut ?? next.end });
    }
    return { logical: joinPieces(this.file.path, this.text, ranges, first.start), end: line.end };
  }

  private withHeredocs(instruction: Instruction): Instruction {
    const holder = instruction.keyword === 'ONBUILD' ? instruction.inner : instruction;
    if (holder === null || this.heredocsDone) return instruction;
    if (holder.keyword !== 'RUN' && holder.keyword !== 'COPY' && holder.keyword !== 'ADD') return instruction;
    if (holder.form === 'json') return instruction;
    const heredocs = this.readHeredocs(holder.line, instruction.span);
    const last = heredocs.at(-1);
    if (last === undefined) return instruction;
    const { end } = last.terminator;
    const full = { ...holder, heredocs: heredocs.map(({ heredoc }) => heredoc), span: { ...holder.span, end } };
    return instruction.keyword === 'ONBUILD'
      ? { ...instruction, inner: full, span: { ...instruction.span, end } }
      : full;
  }

  private readHeredocs(line: LogicalText, span: Span): ReadHeredoc[] {
    const read: ReadHeredoc[] = [];
    for (const word of heredocsIn(line.text)) {
      const bodyStart = this.at;
      const terminator = this.findTerminator(word);
      if (terminator === null) {
        // BuildKit stops here. Reading goes on behind the instruction, without heredocs, so that no second search runs to the end.
        this.at = bodyStart;
        this.heredocsDone = true;
        this.fail(`unterminated heredoc: ${word.name}`, span);
        break;
      }
      read.push({ heredoc: this.heredoc(word, line, bodyStart, terminator), terminator });
    }
    return read;
  }

  private findTerminator({ name, chomp }: HeredocWord): Line | null {
    for (let line = this.nextLine(); line !== null; line = this.nextLine()) {
      const start = chomp ? skipWhile(this.text, line.start, line.end, isTab) : line.start;
      if (line.end - start === name.length && this.text.startsWith(name, start)) return line;
    }
    return null;
  }

  private heredoc(word: HeredocWord & Range, line: LogicalText, start: number, terminator: Line): Heredoc {
    const { name, expand, chomp, fileDescriptor, from, to } = word;
    const contentSpan = this.span(start, terminator.start);
    const content = this.text.slice(start, terminator.start);
    return { name, expand, chomp, fileDescriptor, content, contentSpan, wordSpan: spanOf(line, from, to) };
  }
}

interface ReadHeredoc {
  readonly heredoc: Heredoc;
  readonly terminator: Line;
}

/** The body as the instruction sees it: `<<-` takes the tabs at the start of every line away. */
export function heredocText({ content, chomp }: Pick<Heredoc, 'content' | 'chomp'>): string {
  return chomp ? content.replace(/(^|\n)\t+/g, '$1') : content;
}

/** The comment lines directly above an instruction, with no blank line between: they move with it. */
export function commentsAbove(dockerfile: Dockerfile, instruction: Instruction): Comment[] {
  const { file, comments } = dockerfile;
  const found: Comment[] = [];
  let below = instruction.span.start;
  for (let at = comments.findLastIndex(({ span }) => span.end <= below); at >= 0; at--) {
    const comment = comments[at];
    if (comment === undefined || comment.inside) break;
    const between = file.text.slice(comment.span.end, below);
    if (between.trim() !== '' || between.split('\n').length !== 2) break;
    found.unshift(comment);
    below = comment.span.start;
  }
  return found;
}
