import {
  findNode,
  foreignOrigins,
  type Archive,
  type ArchiveMember,
  type Layer,
  type Node,
  type Origin,
} from '../world/tree.js';

/** What tar calls an operand, and whether the names begin with `./`; null where it climbs. */
export function memberName(written: string): { readonly path: string; readonly dotted: boolean } | null {
  const parts = written.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? null : { path: parts.join('/'), dotted: /^\.(?:\/|$)/.test(written) };
}

/** The members that the operands of `tar x` name; null where they name none, or by a pattern. */
export function selectMembers(
  members: readonly ArchiveMember[],
  operands: readonly string[],
): readonly ArchiveMember[] | null {
  if (operands.length === 0) return members;
  const selected = operands.flatMap((operand) => {
    const wanted = memberName(operand);
    if (wanted === null || /[*?[]/.test(operand)) return [];
    const alike = members.filter(({ dotted }) => dotted === wanted.dotted);
    return alike.flatMap((member) => membersAt(member, wanted.path)).slice(-1);
  });
  return selected.length < operands.length ? null : selected;
}

function membersAt(member: ArchiveMember, path: string): ArchiveMember[] {
  const { path: own } = member;
  if (own === path || path === '' || own.startsWith(`${path}/`)) return [member];
  const rest = own === '' ? path : path.startsWith(`${own}/`) ? path.slice(own.length + 1) : null;
  const found = rest === null ? null : findNode(member.node, rest);
  return found?.kind === 'found' ? [{ ...member, path, node: found.node }] : [];
}

/** `--strip-components=n`; null where more is taken off than is known of the names. */
export function stripMembers(members: readonly ArchiveMember[], count: number): readonly ArchiveMember[] | null {
  if (count === 0) return members;
  const stripped = members.map((member) => stripMember(member, count));
  return stripped.some((member) => member === null) ? null : stripped.filter((member) => member !== null);
}

function stripMember(member: ArchiveMember, count: number): ArchiveMember | null {
  const names = [...(member.dotted ? ['.'] : []), ...member.path.split('/').filter((name) => name !== '')];
  if (count > names.length) return null;
  return { path: names.slice(count).join('/'), node: member.node, dotted: false };
}

/** The archive behind a filter that tar starts itself. */
export function packedWith(archive: Archive, filter: string | null): Archive {
  return filter === null ? archive : { ...archive, packed: [...archive.packed, filter] };
}

/** The archive behind one more filter of the pipe. */
export function filteredBy(archive: Archive, words: readonly string[], onHost: boolean): Archive {
  const { printing } = archive;
  const more = printing === null ? null : { ...printing, commands: [...printing.commands, { words, onHost }] };
  return { ...packedWith(archive, words.join(' ')), printing: more };
}

/** The archive without its last filter; null where there is none. */
export function unpackedOnce(archive: Archive): Archive | null {
  return archive.packed.length === 0 ? null : { ...archive, packed: archive.packed.slice(0, -1), printing: null };
}

/** Filters whose results ADD unpacks in every engine, one at the most (AD-2). */
const unpackable = /^(?:gzip|pigz|bzip2|pbzip2|xz|pxz)(?: |$)/;

/** Whether ADD puts the members in place of the tar (AD-2, TAR-2). */
export function isUnpackedByAdd({ packed }: Archive): boolean {
  return packed.length <= 1 && packed.every((filter) => unpackable.test(filter));
}

/** The same files as an ordinary user has them who unpacks them without `-p`: the umask is taken off (MODE-5). */
export function maskedNode(node: Node): Node {
  switch (node.kind) {
    case 'link':
      return { ...node, origin: masked(node.origin) };
    case 'file':
    case 'opaque':
      return { ...node, origin: masked(node.origin), mode: maskedMode(node.mode) };
    case 'directory':
      return {
        ...node,
        origin: node.origin === null ? null : masked(node.origin),
        mode: maskedMode(node.mode),
        layers: node.layers.map(maskedLayer),
      };
  }
}

function maskedLayer(layer: Layer): Layer {
  if (layer.kind !== 'entries') return { ...layer, origin: masked(layer.origin) };
  const entries = [...layer.entries].map(
    ([name, entry]) => [name, entry.kind === 'absent' ? entry : maskedNode(entry)] as const,
  );
  return { kind: 'entries', entries: new Map(entries) };
}

function masked(origin: Origin): Origin {
  return origin.kind === 'artifact' ? { ...origin, masked: true } : origin;
}

function maskedMode<M extends Exclude<Node, { kind: 'link' }>['mode']>(mode: M): M {
  return mode.kind === 'bits' ? { ...mode, bits: mode.bits & ~0o7022 } : mode;
}

/** Whether anything in the archive came out of a container. */
export function holdsArtifacts(archive: Archive): boolean {
  return archive.members.some(({ node }) =>
    foreignOrigins(node).some(
      ({ origin }) => origin.kind === 'artifact' || (origin.kind === 'archive' && holdsArtifacts(origin)),
    ),
  );
}
