import type { HostPath } from '../../world/host-path.js';
import { fileNode, type Mode, type Origin } from '../../world/tree.js';
import { joinValues, knownText } from '../../world/value.js';
import type { CommandMeaning, Stream } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { isDirectoryLike, setNode } from './copy-tree.js';
import { hasParent, nodeAt, placeOf, type Place } from './place.js';
import {
  begin,
  commandText,
  finish,
  missed,
  notModelled,
  originOfStream,
  reading,
  streamOfOrigin,
  wrote,
  type Progress,
} from './progress.js';
import { carryOut } from './tool.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['-A', '-b', '-e', '-E', '-n', '-s', '-t', '-T', '-u', '-v']),
  values: new Set(),
  aliases: new Map(),
};

/** `cat`: one file is its content; several are joined where their texts are known. */
export const cat: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown } = parseOptions(invocation.arguments, spec);
  if (unknown.length > 0) return notModelled(invocation, world);
  const streams: Stream[] = positionals.length === 0 ? [invocation.stdin] : [];
  let progress = begin(world);
  for (const argument of positionals) {
    if (knownText(argument.value) === '-') {
      streams.push(invocation.stdin);
      continue;
    }
    const opened = openFile(progress, placeOf(argument.value, world, invocation.services));
    progress = opened.progress;
    if (opened.stream !== null) streams.push(opened.stream);
  }
  const by = options.some((option) => option.name !== '-u') ? commandText(invocation) : null;
  const isJoined = positionals.length > 1 && streams.some((stream) => stream.kind !== 'text');
  const exact = isJoined && !progress.failed ? carryOut(invocation, world) : null;
  if (exact !== null) return exact;
  return finish(progress, { stdout: joined(streams, by ?? 'cat', by === null) });
};

function openFile(progress: Progress, place: Place): { readonly progress: Progress; readonly stream: Stream | null } {
  const node = place.target === null ? null : nodeAt(progress.world.host, place.target);
  if (node === null || place.target === null || isDirectoryLike(node) || node.origin === null)
    return { progress: missed(progress), stream: null };
  return { progress: reading(progress, place.target), stream: streamOfOrigin(node.origin) };
}

/** One stream after the other. */
export function joined(streams: readonly Stream[], by: string, plain: boolean): Stream {
  const [only] = streams;
  if (only === undefined) return { kind: 'nothing' };
  if (streams.length === 1 && plain) return only;
  const texts = streams.flatMap((stream) => (stream.kind === 'text' ? [stream.text] : []));
  if (plain && texts.length === streams.length) return { kind: 'text', text: joinValues(texts) };
  return { kind: 'content', origin: { kind: 'derived', by, from: streams.map(originOfStream) } };
}

const teeSpec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['--append', '--ignore-interrupts', '-p']),
  values: new Set(),
  aliases: new Map([
    ['-a', '--append'],
    ['-i', '--ignore-interrupts'],
  ]),
};

/** `tee`: standard input to files, and on to standard output. */
export const tee: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown } = parseOptions(invocation.arguments, teeSpec);
  if (unknown.length > 0) return notModelled(invocation, world);
  const append = options.some((option) => option.name === '--append');
  const done = positionals.reduce((progress, argument) => {
    const place = placeOf(argument.value, world, invocation.services);
    if ((knownText(argument.value) ?? '').startsWith('/dev/')) return progress;
    return writeStream(progress, place.target ?? place.path, invocation.stdin, append);
  }, begin(world));
  return finish(done, { stdout: invocation.stdin });
};

function writeStream(progress: Progress, path: HostPath, stream: Stream, append: boolean): Progress {
  const { host } = progress.world;
  const existing = nodeAt(host, path);
  if (!hasParent(host, path) || (existing !== null && isDirectoryLike(existing))) return missed(progress);
  const before = existing?.origin ?? null;
  const start: Stream[] = append && before !== null ? [streamOfOrigin(before)] : [];
  const origin: Origin = originOfStream(joined([...start, stream], 'tee -a', true));
  const mode: Mode = existing === null || existing.kind === 'link' ? { kind: 'bits', bits: 0o644 } : existing.mode;
  return wrote(progress, path, setNode(host, path, fileNode(origin, mode)));
}
