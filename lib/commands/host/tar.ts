import type { Archive, ArchiveMember, Node, Origin } from '../../world/tree.js';
import { knownText, type Value } from '../../world/value.js';
import type { World } from '../../world/world.js';
import { maskedNode, memberName, packedWith, selectMembers, stripMembers } from '../archive.js';
import type { CommandMeaning, Invocation, Outcome, Stream } from '../command.js';
import { copyTo, type MergeRules } from './copy-tree.js';
import { readInputs, writeDerived } from './inputs.js';
import { makeParents } from './make-parents.js';
import { nodeAt, placeOf } from './place.js';
import {
  begin,
  commandText,
  finish,
  layOver,
  missed,
  notModelled,
  originOfStream,
  wrote,
  type Progress,
} from './progress.js';
import { readTarCall, type TarCall, type TarOperand } from './tar-call.js';

interface Tar extends TarCall {
  readonly invocation: Invocation;
  readonly by: string;
}

/** `tar`: packs into one file whose members are known where its options are plain, or unpacks into a folder. */
export const tar: CommandMeaning = (invocation, world) => {
  const read = readTarCall(invocation.arguments);
  if (read === null) return notModelled(invocation, world);
  const call: Tar = { ...read, invocation, by: commandText(invocation) };
  switch (call.action) {
    case 'create':
    case 'change':
      return pack(call, world);
    case 'extract':
      return unpack(call, world);
    case 'list':
      return list(call, world);
  }
};

/** The world in the directory that `-C` options lead to; several follow one another. */
function insideOf(folders: readonly Value[], call: Tar, world: World): World {
  return folders.reduce<World>((at, value) => {
    const place = placeOf(value, at, call.invocation.services);
    return { ...at, cwd: place.target ?? place.path };
  }, world);
}

function pack(call: Tar, world: World): Outcome {
  const inputs = call.operands.reduce(
    (at, { folders, name }) => {
      const read = readInputs([name], { ...at.progress, world: insideOf(folders, call, world) }, call.invocation);
      return { progress: read.progress, origins: [...at.origins, ...read.origins] };
    },
    { progress: begin(world), origins: [] as readonly Origin[] },
  );
  const read = { ...inputs.progress, world };
  const origin: Origin = archiveOf(call, world) ?? { kind: 'derived', by: call.by, from: inputs.origins };
  if (call.archive === null) return finish(read, { stdout: { kind: 'content', origin } });
  return finish(writeDerived(call.archive, origin, read, call.invocation));
}

/** The archive with its members; null where they are not all known. */
function archiveOf(call: Tar, world: World): Archive | null {
  if (!call.plain || call.action !== 'create' || call.operands.length === 0) return null;
  const members = call.operands.map((operand) => packedMember(operand, call, world));
  if (members.some((member) => member === null)) return null;
  const archive: Archive = {
    kind: 'archive',
    members: members.filter((member) => member !== null),
    owners: call.owners === 'root' ? 'root' : 'host',
    packed: [],
    by: call.by,
    printing: null,
  };
  return packedWith(archive, call.filter);
}

function packedMember({ folders, name }: TarOperand, call: Tar, world: World): ArchiveMember | null {
  const text = knownText(name);
  const named = text === null ? null : memberName(text);
  if (named === null) return null;
  const inside = insideOf(folders, call, world);
  const place = placeOf(name, inside, call.invocation.services);
  const node = nodeAt(world.host, place.ending === 'plain' ? place.path : (place.target ?? place.path));
  if (node === null || named.path !== '') return node === null ? null : { ...named, node };
  if (node.kind === 'opaque') return { ...named, node: { ...node, entry: 'directory' } };
  return node.kind === 'directory' ? { ...named, node } : null;
}

function list(call: Tar, world: World): Outcome {
  const { progress } = readInputs(call.archive === null ? [] : [call.archive], begin(world), call.invocation);
  return finish(progress, { effect: { kind: 'external', harmless: true }, stdout: { kind: 'unknown', why: call.by } });
}

function unpack(call: Tar, world: World): Outcome {
  const { invocation } = call;
  const source = call.archive === null ? null : readInputs([call.archive], begin(world), invocation);
  const progress = source?.progress ?? begin(world);
  if (source?.origins.length === 0) return finish(missed(progress));
  const from = source?.origins ?? [originOfStream(invocation.stdin)];
  const members = membersToUnpack(from, call);
  if (call.toStdout) return finish(progress, { stdout: printed(members, from, call.by) });
  const inside = insideOf(call.folders, call, world);
  if (members === null) return finish(layOver(progress, inside.cwd, { kind: 'derived', by: call.by, from }));
  const folder = nodeAt(inside.host, inside.cwd);
  if (folder === null || folder.kind === 'file') return finish(missed(progress));
  return finish(members.reduce((at, member) => layMember(at, inside.cwd, member, call.keepsModes), progress));
}

/** What the options take out of a known archive, under the names that they give it; null where that is not known. */
function membersToUnpack([origin, ...others]: readonly Origin[], call: Tar): readonly ArchiveMember[] | null {
  if (origin?.kind !== 'archive' || others.length > 0 || !call.plain || call.strip === null) return null;
  const operands = call.operands.map(({ name }) => knownText(name));
  if (operands.some((operand) => operand === null)) return null;
  const selected = selectMembers(
    origin.members,
    operands.filter((operand) => operand !== null),
  );
  return selected === null ? null : stripMembers(selected, call.strip);
}

/** CP-T3: `docker cp c:/app - | tar xO` prints the file. */
function printed(members: readonly ArchiveMember[] | null, from: readonly Origin[], by: string): Stream {
  const [only, ...more] = members ?? [];
  const origin = only?.node.kind === 'opaque' || only?.node.kind === 'file' ? only.node.origin : null;
  return { kind: 'content', origin: origin !== null && more.length === 0 ? origin : { kind: 'derived', by, from } };
}

/** CP-T2, I-06: as an ordinary user the umask is taken off the modes, unless `-p` is given. */
function layMember(progress: Progress, folder: string, member: ArchiveMember, keepsModes: boolean): Progress {
  const node = keepsModes ? member.node : maskedNode(member.node);
  const path = member.path === '' ? folder : `${folder}/${member.path}`;
  const rules: MergeRules = {
    overFile: (_existing, source) => source,
    directoryModes: member.path !== '' || member.dotted,
    throughLinks: false,
  };
  const ready = makeParents(progress.world.host, path.slice(0, path.lastIndexOf('/')));
  if (ready === null) return missed(progress);
  const isContents = member.path === '';
  if (isContents && node.kind === 'file') return progress;
  const source: Node = isContents && node.kind === 'opaque' ? { ...node, entry: 'directory' } : node;
  const merged = copyTo(ready, path, source, rules);
  return merged.conflict ? missed(progress) : wrote(progress, path, merged.host);
}
