import type { Span } from '../source/source-file.js';
import { heredocWord } from './heredoc.js';
import { jsonWords } from './json-words.js';
import { spanOf, type LogicalText } from './logical-text.js';
import { isWordBlank, skipUntil, skipWhile, trimEnd, type Dialect } from './scanning.js';
import type {
  ArgDeclaration,
  CommandText,
  DockerfileError,
  Flag,
  HealthcheckInstruction,
  Instruction,
  KeyValuePair,
  OnbuildInstruction,
  WordToken,
} from './types.js';
import { blankSeparated, quoteAwareWords, readFlags, tokenOf, type Range } from './words.js';

/** One logical line on its way to a typed instruction. */
interface Reading {
  readonly line: LogicalText;
  readonly dialect: Dialect;
  readonly span: Span;
  readonly keywordSpan: Span;
  readonly fullText: string;
  readonly flags: readonly Flag[];
  /** The arguments behind the flags, blanks at both ends removed. */
  readonly rest: Range;
  readonly fail: (message: string) => void;
}

/** Where errors go. */
export type ErrorSink = (error: DockerfileError) => void;

/** Reads one logical line whose last source line ends at `end`. */
export function readInstruction(line: LogicalText, lineSpan: Span, dialect: Dialect, report: ErrorSink): Instruction {
  return readPart(line, { from: 0, to: line.text.length }, lineSpan, dialect, report);
}

function readPart(line: LogicalText, range: Range, span: Span, dialect: Dialect, report: ErrorSink): Instruction {
  const { text } = line;
  const from = skipWhile(text, range.from, range.to, dialect.isSpace);
  const to = trimEnd(text, from, range.to, dialect.isSpace);
  const keywordEnd = skipUntil(text, from, to, isWordBlank);
  const after = { from: skipWhile(text, keywordEnd, to, isWordBlank), to };
  const { flags, rest } = readFlags(line, after, dialect);
  const reading: Reading = {
    line,
    dialect,
    span,
    keywordSpan: spanOf(line, from, keywordEnd),
    fullText: text.slice(after.from, to),
    flags,
    rest: { from: skipWhile(text, rest, to, dialect.isSpace), to },
    fail: (message) => report({ message, span }),
  };
  return typed(text.slice(from, keywordEnd), reading, report);
}

function typed(name: string, reading: Reading, report: ErrorSink): Instruction {
  const keyword = name.toUpperCase();
  switch (keyword) {
    case 'FROM':
      return readFrom(reading);
    case 'ARG':
      return { keyword, ...base(reading), declarations: readDeclarations(reading) };
    case 'ENV':
    case 'LABEL':
      return { keyword, ...base(reading), pairs: readPairs(keyword, reading) };
    case 'COPY':
    case 'ADD':
      return { keyword, ...base(reading), ...readCopying(keyword, reading) };
    case 'RUN':
      return { keyword, ...base(reading), ...readCommand(reading, reading.rest), heredocs: [] };
    case 'CMD':
    case 'ENTRYPOINT':
      return { keyword, ...base(reading), ...readCommand(reading, reading.rest) };
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return { keyword, ...base(reading), value: readValue(keyword, reading) };
    case 'EXPOSE':
      return { keyword, ...base(reading), form: 'shell', values: shellWords(reading) };
    case 'VOLUME':
      return { keyword, ...base(reading), ...readWordList(reading) };
    case 'SHELL':
      return { keyword, ...base(reading), argv: readShell(reading) };
    case 'HEALTHCHECK':
      return readHealthcheck(reading);
    case 'ONBUILD':
      return readOnbuild(reading, report);
    default:
      reading.fail(`unknown instruction: ${name}`);
      return { keyword: 'UNKNOWN', name, ...base(reading) };
  }
}

function base({
  span,
  keywordSpan,
  fullText,
  flags,
  line,
}: Reading): Pick<Reading, 'span' | 'keywordSpan' | 'fullText' | 'flags' | 'line'> {
  return { span, keywordSpan, fullText, flags, line };
}

function shellWords({ line, rest }: Reading): WordToken[] {
  return blankSeparated(line.text, rest).map((range) => tokenOf(line, range));
}

function readFrom(reading: Reading): Instruction {
  const words = shellWords(reading);
  const [image = tokenOf(reading.line, reading.rest), as, name] = words;
  const isNamed = words.length === 3 && as?.text.toLowerCase() === 'as' && name !== undefined;
  if (!isNamed && words.length !== 1) reading.fail('FROM requires either one or three arguments');
  const stage = isNamed ? { stageName: name.text, nameSpan: name.span } : { stageName: null, nameSpan: null };
  if (stage.stageName !== null && !isStageName(stage.stageName))
    reading.fail(`invalid name for a stage: ${stage.stageName}`);
  return { keyword: 'FROM', ...base(reading), image, ...stage };
}

/** ST-1, for a name in any case. */
function isStageName(name: string): boolean {
  return /^[a-z][a-z0-9-_.]*$/.test(name.toLowerCase());
}

function readDeclarations(reading: Reading): ArgDeclaration[] {
  const { line } = reading;
  const words = quoteAwareWords(line.text, reading.rest, reading.dialect);
  if (words.length === 0) reading.fail('ARG requires at least one argument');
  return words.map((word) => {
    const split = splitAtEquals(line, word);
    if (split === null)
      return {
        name: tokenOf(line, word).text,
        defaultText: null,
        span: spanOf(line, word.from, word.to),
        defaultSpan: null,
      };
    if (split.key === '') reading.fail('ARG names can not be blank');
    return { name: split.key, defaultText: split.value, span: split.span, defaultSpan: split.valueSpan };
  });
}

function splitAtEquals(line: LogicalText, { from, to }: Range): KeyValuePair | null {
  const text = line.text.slice(from, to);
  const equals = text.indexOf('=');
  if (equals === -1) return null;
  return {
    key: text.slice(0, equals),
    value: text.slice(equals + 1),
    span: spanOf(line, from, to),
    valueSpan: spanOf(line, from + equals + 1, to),
    form: 'equals',
  };
}

/** Whether the first word holds a `=` settles which of the two forms the whole instruction has. */
function readPairs(keyword: string, reading: Reading): KeyValuePair[] {
  const { line, rest } = reading;
  const words = quoteAwareWords(line.text, rest, reading.dialect);
  const [first] = words;
  if (first === undefined) reading.fail(`${keyword} requires at least one argument`);
  if (first === undefined) return [];
  if (!line.text.slice(first.from, first.to).includes('=')) return readBlankPair(keyword, reading);
  const pairs = words.flatMap((word) => {
    const pair = splitAtEquals(line, word);
    if (pair === null) reading.fail(`can't find = in "${tokenOf(line, word).text}"`);
    return pair ?? [];
  });
  if (pairs.some(({ key }) => key === '')) reading.fail(`${keyword} names can not be blank`);
  return pairs;
}

function readBlankPair(keyword: string, reading: Reading): KeyValuePair[] {
  const { line, rest } = reading;
  const keyEnd = skipUntil(line.text, rest.from, rest.to, isWordBlank);
  const valueStart = skipWhile(line.text, keyEnd, rest.to, isWordBlank);
  if (valueStart === rest.to) {
    reading.fail(`${keyword} must have two arguments`);
    return [];
  }
  const value = tokenOf(line, { from: valueStart, to: rest.to });
  const key = line.text.slice(rest.from, keyEnd);
  return [{ key, value: value.text, span: spanOf(line, rest.from, rest.to), valueSpan: value.span, form: 'blank' }];
}

interface WordList {
  readonly form: 'shell' | 'json';
  readonly values: readonly WordToken[];
}

function readWordList(reading: Reading): WordList {
  const json = jsonWords(reading.line, reading.rest, reading.dialect);
  if (json.kind === 'json') return { form: 'json', values: json.words };
  if (json.kind === 'not-strings') reading.fail('only arrays of strings are allowed in JSON form');
  return { form: 'shell', values: shellWords(reading) };
}

interface CopyingFields {
  readonly form: 'shell' | 'json';
  readonly sources: readonly WordToken[];
  readonly destination: WordToken | null;
  readonly heredocs: readonly [];
}

function readCopying(keyword: string, reading: Reading): CopyingFields {
  const { form, values } = readWordList(reading);
  if (values.length < 2) reading.fail(`${keyword} requires at least two arguments`);
  const destination = values.length < 2 ? null : (values.at(-1) ?? null);
  const words = destination === null ? values : values.slice(0, -1);
  if (destination !== null && heredocWord(destination.text) !== null)
    reading.fail(`${keyword} cannot accept a heredoc as a destination`);
  return { form, sources: words.filter(({ text }) => heredocWord(text) === null), destination, heredocs: [] };
}

function readCommand(reading: Reading, range: Range): CommandText {
  const json = jsonWords(reading.line, range, reading.dialect);
  if (json.kind === 'not-strings') reading.fail('only arrays of strings are allowed in JSON form');
  const { text, span } = tokenOf(reading.line, range);
  const argv = json.kind === 'json' ? json.words.map((word) => word.text) : [];
  return {
    form: json.kind === 'json' ? 'json' : 'shell',
    command: text,
    commandSpan: span,
    commandStart: range.from,
    argv,
  };
}

function readValue(keyword: string, reading: Reading): WordToken {
  const value = tokenOf(reading.line, reading.rest);
  if (value.text === '') reading.fail(`${keyword} requires exactly one argument`);
  return value;
}

function readShell(reading: Reading): readonly string[] {
  const { form, argv } = readCommand(reading, reading.rest);
  if (form === 'shell') reading.fail('SHELL requires the arguments to be in JSON form');
  else if (argv.length === 0) reading.fail('SHELL requires at least one argument');
  return argv;
}

function readHealthcheck(reading: Reading): HealthcheckInstruction {
  const { line, rest, dialect } = reading;
  const typeEnd = skipUntil(line.text, rest.from, rest.to, dialect.isSpace);
  const type = line.text.slice(rest.from, typeEnd).toUpperCase();
  const command = readCommand(reading, { from: skipWhile(line.text, typeEnd, rest.to, dialect.isSpace), to: rest.to });
  const check = type === 'NONE' ? 'none' : type === 'CMD' ? 'cmd' : 'other';
  return { keyword: 'HEALTHCHECK', ...base(reading), check, ...command };
}

function readOnbuild(reading: Reading, report: ErrorSink): OnbuildInstruction {
  const { line, rest } = reading;
  const wordEnd = skipUntil(line.text, rest.from, rest.to, isWordBlank);
  const trigger = line.text.slice(rest.from, wordEnd).toUpperCase();
  if (trigger === '') reading.fail('ONBUILD requires at least one argument');
  if (trigger === 'ONBUILD' || trigger === 'FROM' || trigger === 'MAINTAINER')
    reading.fail(`${trigger} isn't allowed as an ONBUILD trigger`);
  // A chain is not followed: it is invalid, and a long one would exhaust the stack.
  if (trigger === '' || trigger === 'ONBUILD') return { keyword: 'ONBUILD', ...base(reading), inner: null };
  const span = { ...reading.span, start: spanOf(line, rest.from, rest.to).start };
  return { keyword: 'ONBUILD', ...base(reading), inner: readPart(line, rest, span, reading.dialect, report) };
}
