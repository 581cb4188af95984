import type { Command, Program, Word } from '../../script/program.js';
import { parseShellText } from '../../script/shell/parse.js';
import type { Span } from '../../source/source-file.js';
import { normalizePath } from '../../world/host-path.js';
import { opaqueNode, type Archive, type ArchiveMember, type Origin } from '../../world/tree.js';
import { knownText, renderValue, symbolsOf, textValue, type Value } from '../../world/value.js';
import type { Argument, Container, CopyOut } from '../../world/world.js';
import { filteredBy, memberName, packedWith } from '../archive.js';
import { readTarCall, type TarCall, type TarOperand } from '../host/tar-call.js';

/** A command in a container that writes a tar to its standard output, and changes nothing (I-06). */
export interface TarPrinter {
  readonly call: TarCall;
  /** Where it runs: below the working directory of the container. */
  readonly folders: readonly Value[];
  /** Filters behind it in the container's own shell. */
  readonly filters: readonly (readonly string[])[];
  /** Its words, null where one is not known. */
  readonly words: readonly string[] | null;
  readonly by: string;
}

/** Reads `tar c …`, also behind `sh -c`, with a `cd` in front and filters behind it; null where it is anything else. */
export function readTarPrinter(words: readonly Value[], span: Span): TarPrinter | null {
  const [first, second, third, ...more] = words.map(knownText);
  const name = first?.slice(first.lastIndexOf('/') + 1) ?? '';
  if (/^(?:ba|da|a|z|k)?sh$/.test(name) && /^-[eux]*c$/.test(second ?? ''))
    return typeof third === 'string' && more.length === 0 ? fromText(third, span) : null;
  return name === 'tar' ? fromWords(words, [], [], span) : null;
}

function fromWords(
  [, ...words]: readonly Value[],
  folders: readonly Value[],
  filters: readonly (readonly string[])[],
  span: Span,
): TarPrinter | null {
  const call = readTarCall(words.map((value): Argument => ({ value, word: { pieces: [], span } })));
  const prints = call?.action === 'create' && call.archive === null && call.plain && call.operands.length > 0;
  if (call === null || !prints) return null;
  const known = words.map(knownText).filter((word) => word !== null);
  return {
    call,
    folders,
    filters,
    words: known.length < words.length ? null : ['tar', ...known],
    by: ['tar', ...words.map(renderValue)].join(' '),
  };
}

function fromText(text: string, span: Span): TarPrinter | null {
  const { program, problems } = parseShellText(text, { file: span.file, offset: span.start, dialect: 'posix' });
  const chain = problems.length > 0 ? null : chainOf(program);
  const last = chain?.at(-1);
  if (chain === null || last === undefined) return null;
  const folders = chain.slice(0, -1).map(folderOf);
  if (folders.some((folder) => folder === null)) return null;
  const [packing, ...filters] = (last.kind === 'pipeline' ? last.stages : [last]).map(wordsOf);
  if (packing?.[0] !== 'tar' || filters.some((filter) => !packs.test(filter?.[0] ?? ''))) return null;
  return fromWords(
    packing.map(textValue),
    folders.filter((folder) => folder !== null),
    filters.map((filter) => filter ?? []),
    span,
  );
}

const packs = /^(?:gzip|pigz|bzip2|pbzip2|xz|zstd)$/;

/** The commands of `a && b` and `a; b`. */
function chainOf(program: Program): readonly Program[] | null {
  if (program.kind === 'command' || program.kind === 'pipeline') return [program];
  const parts =
    program.kind === 'sequence' && program.redirects.length === 0 && !program.group
      ? program.items
      : program.kind === 'and-or' && program.operator === '&&'
        ? [program.left, program.right]
        : null;
  const chains = parts?.map(chainOf) ?? [null];
  return chains.some((chain) => chain === null) ? null : chains.flatMap((chain) => chain ?? []);
}

function folderOf(program: Program): Value | null {
  const words = wordsOf(program);
  return words?.[0] === 'cd' && words.length === 2 ? textValue(words[1] ?? '') : null;
}

/** The words of a plain command; null where one is not literal. */
function wordsOf(program: Program): readonly string[] | null {
  if (program.kind !== 'command' || !isPlain(program)) return null;
  const words = program.argv.map(literal);
  return words.some((word) => word === null) ? null : words.filter((word) => word !== null);
}

function isPlain({ assignments, redirects }: Command): boolean {
  return assignments.length === 0 && redirects.length === 0;
}

function literal({ pieces }: Word): string | null {
  return pieces.every((piece) => piece.kind === 'literal') ? pieces.map((piece) => piece.text).join('') : null;
}

/** The tar that the container prints; null where the directory that its paths begin in is not known. */
export function printedTar(printer: TarPrinter, container: Container, workdir: string | null): Archive | null {
  const members = printer.call.operands.map((operand) => memberOf(operand, printer, container, workdir));
  if (members.some((member) => member === null)) return null;
  const archive: Archive = {
    kind: 'archive',
    members: members.filter((member) => member !== null),
    owners: printer.call.owners,
    packed: [],
    by: printer.by,
    printing: printingOf(printer, container, workdir),
  };
  const packed = packedWith(archive, printer.call.filter);
  return printer.filters.reduce((at, filter) => filteredBy(at, filter, false), packed);
}

/** Options that could change what tar writes come with the container: then it is not written elsewhere. */
function printingOf(printer: TarPrinter, container: Container, workdir: string | null): Archive['printing'] {
  const cwd = printer.folders.reduce<string | null>((at, folder) => joined(at, renderValue(folder)), workdir);
  const plain = container.options.every(({ name }) => !/^--(?:env|env-file|user|read-only|tmpfs)$/.test(name));
  if (cwd === null || printer.words === null || !plain) return null;
  return { container, cwd, commands: [{ words: printer.words, onHost: false }] };
}

function memberOf(
  { folders, name }: TarOperand,
  printer: TarPrinter,
  container: Container,
  workdir: string | null,
): ArchiveMember | null {
  const text = knownText(name);
  const named = text === null ? null : memberName(text);
  const values = [...printer.folders, ...folders, name];
  const path = values.reduce<string | null>((at, value) => joined(at, renderValue(value)), workdir);
  if (text === null || named === null || path === null) return null;
  const symbols = values.flatMap(symbolsOf);
  const origin: Origin = {
    kind: 'artifact',
    container,
    path,
    follow: false,
    ...(symbols.length === 0 ? {} : { symbols }),
  };
  const isDirectory = named.path === '' || text.endsWith('/');
  return { ...named, node: opaqueNode(origin, isDirectory ? 'directory' : 'unknown') };
}

function joined(base: string | null, next: string): string | null {
  if (next.startsWith('/')) return normalizePath(next);
  return base === null ? null : normalizePath(`${base}/${next}`);
}

/** A tar on standard output whose members nobody here knows: by a pattern, or by a list that another command writes. */
export function looksLikeTar(argv: readonly Value[]): boolean {
  const words = argv.map(renderValue).join(' ').split(/\s+/);
  return words.some((word, index) => {
    const [how = '', ...rest] = words.slice(index + 1);
    if (!/(?:^|\/)tar$/.test(word) || !/^(?:--create|-?[a-zA-Z]*c[a-zA-Z]*)$/.test(how)) return false;
    const toFile = rest.some((option) => /^(?:-f|--file)/.test(option)) || (how !== '--create' && how.includes('f'));
    return !toFile || rest.includes('-');
  });
}

/** They lie somewhere below a directory. */
export function copiesBelow(path: string, container: Container): readonly CopyOut[] {
  const origin: Origin = { kind: 'artifact', container, path, follow: false };
  return [{ container, from: path, fromEnding: 'plain', to: '-', origin }];
}

/** What was taken out, for everybody who asks which artifacts leave a container. */
export function copiesIn(archive: Archive, container: Container): readonly CopyOut[] {
  return archive.members.flatMap(({ node }): CopyOut[] =>
    node.kind !== 'directory' && node.origin.kind === 'artifact'
      ? [{ container, from: node.origin.path, fromEnding: 'plain', to: '-', origin: node.origin }]
      : [],
  );
}
