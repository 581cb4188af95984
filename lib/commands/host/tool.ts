import { relativeTo, repositoryRoot } from '../../world/host-path.js';
import {
  fileNode,
  findNode,
  opaqueNode,
  type Making,
  type MakingInput,
  type Node,
  type Origin,
} from '../../world/tree.js';
import { knownText, renderValue, textValue, type Value } from '../../world/value.js';
import type { World } from '../../world/world.js';
import type { CommandMeaning, Invocation, Outcome, Stream } from '../command.js';
import { readTool, type ToolOutput, type ToolReading } from '../tools.js';
import { asFile, isDirectoryLike, setNode } from './copy-tree.js';
import { originsOf } from './inputs.js';
import { nodeAt, placeOf } from './place.js';
import {
  begin,
  commandText,
  finish,
  originOfStream,
  reading,
  streamOfOrigin,
  wrote,
  type Progress,
} from './progress.js';
import { undone } from './undone.js';

/** A command whose words tell exactly what it does with files; in all other uses `otherwise` says what it means. */
export function tool(otherwise: CommandMeaning): CommandMeaning {
  return (invocation, world) => carryOut(invocation, world) ?? otherwise(invocation, world);
}

interface ToolRun {
  readonly reading: ToolReading;
  readonly words: readonly Value[];
  readonly inputs: readonly MakingInput[];
  readonly stdin: Origin | null;
  readonly by: string;
}

/** Null where the words do not tell it, or an input is not there. */
export function carryOut(invocation: Invocation, world: World): Outcome | null {
  const run = runOf(invocation, world);
  if (run === null) return null;
  const { inputs, reading: tool } = run;
  const start = reading(begin(world), ...inputs.map(({ path }) => pathOf(path, world, invocation)));
  const made = tool.outputs.reduce<Progress>((progress, output) => write(progress, output, run, invocation), start);
  const done = tool.removes.reduce<Progress>((progress, path) => {
    const place = pathOf(path, progress.world, invocation);
    return wrote(progress, place, setNode(progress.world.host, place, null));
  }, made);
  if (!tool.prints) return finish(done);
  return finish(done, { stdout: printed(run, world), effect: { kind: 'external', harmless: true } });
}

function runOf(invocation: Invocation, world: World): ToolRun | null {
  if (invocation.openGlobs.length > 0) return null;
  const values = [textValue(invocation.name), ...invocation.arguments.map((argument) => argument.value)];
  const named = readTool(values.map(renderValue));
  if (named === null) return null;
  const words = named.namesPaths ? values : values.map((value) => relativeWord(value, world));
  const tool = readTool(words.map(renderValue));
  if (tool === null || (tool.takesInput && invocation.stdin.kind === 'nothing')) return null;
  if (!areKnown(tool, words)) return null;
  const inputs = tool.inputs.map((path) => inputOf(path, tool, world, invocation));
  const known = inputs.filter((input) => input !== null);
  if (known.length < inputs.length) return null;
  const stdin = tool.takesInput ? originOfStream(invocation.stdin) : null;
  // What is in a tar is known by name, also of a packed one: its own rules say more.
  if ([...known.flatMap(({ node }) => originsOf(node)), ...(stdin === null ? [] : [stdin])].some(isArchive))
    return null;
  return { reading: tool, words, inputs: known, stdin, by: commandText(invocation) };
}

function isArchive(origin: Origin): boolean {
  return origin.kind === 'archive';
}

/** Every path is a word without unknown parts, or an input with another suffix. */
function areKnown({ inputs, outputs }: ToolReading, words: readonly Value[]): boolean {
  const isWord = (path: string): boolean => words.some((word) => knownText(word) === path);
  return inputs.every(isWord) && outputs.every(({ path, of }) => (of !== null && isWord(of)) || isWord(path));
}

/** What a tool makes does not hold absolute names of the checkout: it is the same by relative ones. */
function relativeWord(value: Value, world: World): Value {
  const text = knownText(value);
  const below = text === null ? null : relativeTo(world.cwd, text);
  const isInside = text !== null && relativeTo(repositoryRoot, text) !== null;
  return isInside && below !== null && below !== '' ? textValue(below) : value;
}

function pathOf(written: string, world: World, invocation: Invocation): string {
  const place = placeOf(textValue(written), world, invocation.services);
  return place.target ?? place.path;
}

function inputOf(path: string, tool: ToolReading, world: World, invocation: Invocation): MakingInput | null {
  const at = pathOf(path, world, invocation);
  const node = findNode(world.host, at).kind === 'absent' ? null : nodeAt(world.host, at);
  if (node === null || node.kind === 'link' || (isDirectoryLike(node) && !tool.trees)) return null;
  return { path, node: tool.trees ? node : asFile(node) };
}

function originOf(run: ToolRun, output: string | null, world: World): Origin {
  const { words, inputs, stdin, by } = run;
  const making: Making = { kind: 'made', container: null, words, cwd: world.cwd, inputs, stdin, output };
  const from = [...inputs.flatMap(({ node }) => originsOf(node)), ...(stdin === null ? [] : [stdin])];
  return { kind: 'derived', by, from, making };
}

function write(progress: Progress, output: ToolOutput, run: ToolRun, invocation: Invocation): Progress {
  const { world } = progress;
  const path = pathOf(output.path, world, invocation);
  const origin = originOf(run, output.path, world);
  const source = run.inputs.find((input) => input.path === output.of)?.node ?? null;
  return wrote(progress, path, setNode(world.host, path, madeNode(source, origin)));
}

/** A file that keeps the mode of what it was made of, or has the mode that its tool gives it. */
function madeNode(source: Node | null, origin: Origin): Node {
  if (source === null || source.kind === 'link') return fileNode(origin);
  if (isDirectoryLike(source)) return opaqueNode(origin, 'directory', source.mode);
  return source.kind === 'opaque' ? { ...source, origin } : fileNode(origin, source.mode);
}

/** What it prints: of an unpacked package, what was packed. */
function printed(run: ToolRun, world: World): Stream {
  const origin = originOf(run, null, world);
  return streamOfOrigin(undone(origin) ?? origin);
}
