import { joinPath } from '../../dockerfile/paths.js';
import { artifactsOfOrigin, opaqueNode, type Making, type Origin } from '../../world/tree.js';
import { knownText, renderValue, symbolsOf, textValue, type Value } from '../../world/value.js';
import type { Container, CopyOut } from '../../world/world.js';
import type { Stream } from '../command.js';
import { readTool } from '../tools.js';
import { plainCommands, plainText, shellProgram, shellScript } from './shell-text.js';

/** A command that runs in a container. */
export interface ContainerCommand {
  readonly container: Container;
  /** null: not known. */
  readonly argv: readonly Value[] | null;
  /** null: not known. */
  readonly workdir: string | null;
  /** `-t`: through a terminal, which turns every LF into CR LF (RUN-7). */
  readonly terminal: boolean;
  /** As messages name it: `docker run`. */
  readonly by: string;
}

/** What the command prints: the bytes of a file of the image, or of something that is made of such files (I-05). */
export function fileStream(command: ContainerCommand): {
  readonly stdout: Stream;
  readonly copies: readonly CopyOut[];
} {
  const { container, by } = command;
  const everything: Origin = { kind: 'artifact', container, path: '/', follow: false };
  const origin = printedOrigin(command) ?? { kind: 'derived', by, from: [everything] };
  if (!command.terminal) return { stdout: { kind: 'content', origin }, copies: copiesOf(origin) };
  const why = `${by} -t`;
  const spoilt: Origin = {
    kind: 'derived',
    by: why,
    from: [origin],
    making: { kind: 'unmakeable', code: 'terminal-output', why },
  };
  return { stdout: { kind: 'content', origin: spoilt }, copies: [] };
}

/** The files of the container that it is made of, as far as that is known exactly. */
function copiesOf(origin: Origin): readonly CopyOut[] {
  if (origin.kind === 'derived' && origin.making?.kind !== 'made') return [];
  return artifactsOfOrigin(origin).map((artifact) => ({
    container: artifact.container,
    from: artifact.path,
    fromEnding: 'plain',
    to: '-',
    origin: artifact,
  }));
}

function printedOrigin(command: ContainerCommand): Origin | null {
  const simple = command.argv === null ? null : simpleCommand(command.argv, command.workdir);
  if (simple === null) return null;
  const { words, workdir } = simple;
  const [name = [], ...operands] = words;
  const files = operands.filter((operand) => knownText(operand) !== '-u');
  const [file, ...more] = files;
  if (/(?:^|\/)cat$/.test(renderValue(name)) && file !== undefined && more.length === 0)
    return fileOrigin(file, workdir, command);
  return madeOrigin(words, workdir, command);
}

interface Simple {
  readonly words: readonly Value[];
  readonly workdir: string | null;
}

/** One command with its directory, also out of `sh -c 'cd DIR && …'`; null where there is more than one. */
function simpleCommand(argv: readonly Value[], workdir: string | null): Simple | null {
  const text = shellScript(argv.map(knownText));
  if (text === null) return { words: argv, workdir };
  const program = shellProgram(text);
  const commands = program === null ? null : plainCommands(program);
  let at = workdir;
  for (const [index, command] of (commands ?? []).entries()) {
    const words = command.argv.map(plainText);
    const known = words.filter((word) => word !== null);
    const plain = command.redirects.length === 0 && command.assignments.length === 0;
    if (!plain || known.length < words.length || known.length === 0) return null;
    if (index + 1 === commands?.length) return { words: known.map(textValue), workdir: at };
    const [name, target, extra] = known;
    if (name !== 'cd' || target === undefined || extra !== undefined) return null;
    at = inside(target, at);
  }
  return null;
}

function inside(path: string, workdir: string | null): string | null {
  if (path.startsWith('/')) return joinPath('/', path);
  return workdir === null ? null : joinPath(workdir, path);
}

/** Paths that a process of a container names start in its working directory, unlike those of docker cp (CP-A4). */
function fileOrigin(file: Value, workdir: string | null, { container, by }: ContainerCommand): Origin | null {
  const text = renderValue(file);
  if (text === '' || text.startsWith('-')) return null;
  const path = inside(text, workdir);
  if (path === null) return unresolved(text, container, by);
  const symbols = symbolsOf(file);
  return { kind: 'artifact', container, path, follow: true, ...(symbols.length === 0 ? {} : { symbols }) };
}

function unresolved(path: string, container: Container, by: string): Origin {
  const why = `${by} takes it relative to the working directory of the image, which is not known`;
  const origin: Origin = { kind: 'artifact', container, path: `/${path}`, follow: true };
  return { kind: 'derived', by, from: [origin], making: { kind: 'unmakeable', code: 'unresolved-path', why } };
}

/** `base64 P`, `cat A B`: a command that can be carried out once more on the files of the image. */
function madeOrigin(
  words: readonly Value[],
  workdir: string | null,
  { container, by }: ContainerCommand,
): Origin | null {
  const texts = words.map(knownText);
  const known = texts.filter((text) => text !== null);
  const reading = known.length < texts.length ? null : readTool(known);
  if (reading === null || !reading.prints || reading.inputs.length === 0 || reading.trees) return null;
  const paths = reading.inputs.map((path) => ({ path, inner: inside(path, workdir) }));
  const lost = paths.find(({ inner }) => inner === null);
  if (lost !== undefined) return unresolved(lost.path, container, by);
  const inputs = paths.map(({ path, inner }) => ({
    path,
    node: opaqueNode({ kind: 'artifact', container, path: inner ?? path, follow: true }, 'file'),
  }));
  const making: Making = { kind: 'made', container, words, cwd: workdir ?? '/', inputs, stdin: null, output: null };
  return { kind: 'derived', by: `${by} ${known.join(' ')}`, from: inputs.map(({ node }) => node.origin), making };
}
