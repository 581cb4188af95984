import type { SourceContent, Member } from '../infer/sources.js';
import { parentPath } from '../world/host-path.js';
import type { ArtifactEvidence } from './artifact-evidence.js';

type ArchiveContent = SourceContent & { readonly kind: 'archive' };

/** How one member of a tar that ADD unpacked comes into the image now. */
export type UnpackStep =
  /** COPY --from of the path itself. */
  | {
      readonly kind: 'copy';
      readonly member: Member;
      readonly evidence: ArtifactEvidence;
      readonly destination: string;
      /** null: the files keep their owners. */
      readonly chown: string | null;
      /** A folder that COPY makes new: its own mode is lost (MODE-1). */
      readonly losesMode: boolean;
    }
  /** From a folder of a shim stage in which it lies under its name, so that its own owner and mode survive (CO-S4). */
  | {
      readonly kind: 'apart';
      readonly member: Member;
      readonly evidence: ArtifactEvidence;
      readonly name: string;
      readonly destination: string;
    };

/** TAR-1, TAR-3: the members below the destination; owners of the container survive, those of the host become root's. */
export function unpackSteps(
  { archive, members }: ArchiveContent,
  destination: string,
  evidenceOf: (member: Member) => ArtifactEvidence,
): readonly UnpackStep[] {
  const base = destination === '.' ? './' : destination.endsWith('/') ? destination : `${destination}/`;
  const chown = archive.owners === 'own' ? null : '0:0';
  return members.map((member): UnpackStep => {
    const evidence = evidenceOf(member);
    const isContents = member.contents || member.path === '';
    const isFile = evidence.kind === 'file' || member.entry === 'file';
    if (isContents || isFile) {
      const place = member.path === '' ? destination : `${base}${member.path}${isContents ? '/' : ''}`;
      return { kind: 'copy', member, evidence, destination: place, chown, losesMode: false };
    }
    if (chown !== null)
      return { kind: 'copy', member, evidence, destination: `${base}${member.path}`, chown, losesMode: true };
    const folder = parentPath(`/${member.path}`).slice(1);
    return {
      kind: 'apart',
      member,
      evidence,
      name: member.path.slice(member.path.lastIndexOf('/') + 1),
      destination: folder === '' ? base : `${base}${folder}/`,
    };
  });
}

/** A name that only tars have: what nobody shows to be one is better not guessed (TAR-1). */
export function looksLikeTar(name: string): boolean {
  return /\.(?:tar|tgz|tbz2?|txz|tzst)$|\.tar\.\w+$/.test(name);
}
