import { parseDockerfile } from '../../lib/dockerfile/parse.js';
import type { Dockerfile, Instruction } from '../../lib/dockerfile/types.js';
import type { SourceFile, Span } from '../../lib/source/source-file.js';

export function source(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): SourceFile {
  return { path: 'Dockerfile', text, encoding, mode: 0o644 };
}

export const parse = (text: string): Dockerfile => parseDockerfile(source(text));

/** The only instruction of a text. */
export function only<Keyword extends Instruction['keyword']>(
  text: string,
  keyword: Keyword,
): Extract<Instruction, { keyword: Keyword }> {
  const { instructions } = parse(text);
  const [instruction] = instructions;
  if (instructions.length !== 1 || !isOf(instruction, keyword))
    throw new Error(`not one ${keyword}: ${JSON.stringify(text)}`);
  return instruction;
}

function isOf<Keyword extends Instruction['keyword']>(
  instruction: Instruction | undefined,
  keyword: Keyword,
): instruction is Extract<Instruction, { keyword: Keyword }> {
  return instruction?.keyword === keyword;
}

export const at = (text: string, span: Span | null): string | null =>
  span === null ? null : text.slice(span.start, span.end);

/** Prints instructions the way BuildKit's parser prints its tree. */
export function dump(dockerfile: Dockerfile): string {
  return dockerfile.instructions.map((instruction) => `${dumpOne(instruction)}\n`).join('');
}

function dumpOne(instruction: Instruction): string {
  const flags = instruction.flags.map(({ name, value }) => goQuote(`--${name}${value === null ? '' : `=${value}`}`));
  const parts = [
    instruction.keyword.toLowerCase(),
    ...(flags.length === 0 ? [] : [`[${flags.join(' ')}]`]),
    ...argumentsOf(instruction),
  ];
  return `(${parts.join(' ')})`;
}

function argumentsOf(instruction: Instruction): string[] {
  switch (instruction.keyword) {
    case 'FROM':
      return [instruction.image.text, ...(instruction.stageName === null ? [] : ['as', instruction.stageName])].map(
        goQuote,
      );
    case 'ARG':
      return instruction.declarations.map(({ name, defaultText }) =>
        goQuote(defaultText === null ? name : `${name}=${defaultText}`),
      );
    case 'ENV':
    case 'LABEL':
      return instruction.pairs.flatMap(({ key, value, form }) =>
        [key, value, form === 'equals' ? '=' : ''].map(goQuote),
      );
    case 'COPY':
    case 'ADD':
      return [...instruction.sources, ...(instruction.destination === null ? [] : [instruction.destination])].map(
        ({ text }) => goQuote(text),
      );
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
      return commandOf(instruction);
    case 'HEALTHCHECK':
      return [
        ...instruction.fullText
          .replace(/^(--\S+\s+)*/, '')
          .split(/\s/, 1)
          .filter((type) => type !== '')
          .map(goQuote),
        ...commandOf(instruction),
      ];
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return [goQuote(instruction.value.text)];
    case 'EXPOSE':
    case 'VOLUME':
      return instruction.values.map(({ text }) => goQuote(text));
    case 'SHELL':
      return instruction.argv.map(goQuote);
    case 'ONBUILD':
      return instruction.inner === null ? [] : [dumpOne(instruction.inner)];
    case 'UNKNOWN':
      return [goQuote(instruction.name)];
  }
}

function commandOf({
  form,
  command,
  argv,
}: {
  form: 'shell' | 'json';
  command: string;
  argv: readonly string[];
}): string[] {
  if (form === 'json') return argv.map(goQuote);
  return command === '' ? [] : [goQuote(command)];
}

function goQuote(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replace(/[\u0000-\u001f]/g, (sign) => {
    const named = { '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\u0007': '\\a' }[
      sign
    ];
    return named ?? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${escaped}"`;
}
