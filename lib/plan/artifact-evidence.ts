import { producedByRun } from '../commands/produced.js';
import { knownRootBase, isAbsentInBase, isStandardDirectory } from '../dockerfile/known-bases.js';
import { resolveStageReference, type Stage } from '../dockerfile/stages.js';
import type { Instruction } from '../dockerfile/types.js';
import { findNode, type EntryKind } from '../world/tree.js';
import { joinHostPath } from '../world/host-path.js';
import { renderValue } from '../world/value.js';
import { flagOf, type BuildReading, type CopyInstruction } from '../infer/read-build.js';
import {
  buildArguments,
  expandSymbolic,
  globalArguments,
  lookUpName,
  scopeAt,
  type StageScope,
} from '../dockerfile/stage-scope.js';

/** What the builder's own text proves of one path. */
export interface ArtifactEvidence {
  readonly kind: EntryKind;
  /** The file surely belongs to 0:0 (OWN-1). */
  readonly root: boolean;
  /** Whether ADD would unpack it (TAR-1, TAR-2). */
  readonly archive: 'yes' | 'no' | 'unknown';
  readonly instruction: Instruction | null;
}

export const noEvidence: ArtifactEvidence = { kind: 'unknown', root: false, archive: 'unknown', instruction: null };

/** Looks for the last instruction of the builder that writes exactly this path; a name alone is no evidence. */
export function artifactEvidence(reading: BuildReading, path: string): ArtifactEvidence {
  for (const stage of chainOf(reading)) {
    for (const instruction of [...stage.instructions].reverse()) {
      const found = writtenBy(reading, stage, instruction, path);
      if (found !== null) return found;
    }
  }
  return noEvidence;
}

/** The target stage and the stages of the file that it is FROM, the last first. */
export function chainOf(reading: BuildReading): Stage[] {
  const chain: Stage[] = [];
  for (
    let stage: Stage | null = reading.target;
    stage !== null;
    stage = resolveStageReference(reading.list.stages, stage.index, baseOf(reading, stage), 'FROM')
  ) {
    chain.push(stage);
  }
  return chain;
}

/** The text behind FROM with the global arguments in it. */
export function baseOf(reading: BuildReading, stage: Stage): string {
  const globals = globalArguments(reading.dockerfile, reading.list, buildArguments(reading.build));
  return renderValue(expandSymbolic(stage.from.image.text, (name) => globals.get(name), reading.dockerfile));
}

function writtenBy(
  reading: BuildReading,
  stage: Stage,
  instruction: Instruction,
  path: string,
): ArtifactEvidence | null {
  switch (instruction.keyword) {
    case 'RUN': {
      const scope = scopeAt(reading.dockerfile, reading.list, stage, instruction, reading.build);
      const known = (name: string): string | undefined => textOf(scope, name);
      const made = producedByRun(instruction, scope.workdir, known).findLast((produced) => produced.path === path);
      if (made === undefined || made.kind === 'removed') return null;
      const root = made.kind === 'file' && made.fresh && runsAsRoot(reading, stage, instruction);
      const archive = made.archive ? 'yes' : made.compiled || made.kind === 'directory' ? 'no' : 'unknown';
      return { kind: made.kind, root, archive, instruction };
    }
    case 'COPY':
    case 'ADD':
      return copiedBy(reading, instruction, path);
    default:
      return null;
  }
}

function textOf(scope: StageScope, name: string): string | undefined {
  const value = lookUpName(scope, name);
  return value === undefined ? undefined : renderValue(value);
}

/** A file of the context that a COPY puts at exactly this path: owned by 0:0 (§2.4). */
function copiedBy(reading: BuildReading, instruction: CopyInstruction, path: string): ArtifactEvidence | null {
  if (instruction.keyword === 'ADD' || instruction.flags.length > 0 || reading.build.context.kind !== 'directory')
    return null;
  const { context, host } = { context: reading.build.context.path, host: reading.build.host };
  for (const use of reading.sources) {
    if (use.instruction !== instruction) continue;
    const source = renderValue(use.value);
    const found = findNode(host, joinHostPath(context, source));
    if (found.kind !== 'found' || found.node.kind !== 'file') continue;
    const name = source.slice(source.lastIndexOf('/') + 1);
    const landed = use.destination.isDirectorySyntax
      ? `${use.destination.path === '/' ? '' : use.destination.path}/${name}`
      : use.destination.path;
    if (landed === path)
      return { kind: 'file', root: flagOf(instruction, 'chown') === null, archive: 'unknown', instruction };
  }
  return null;
}

/** USER is root at the instruction: set so, or never set over a base that is known to run as root. */
export function runsAsRoot(reading: BuildReading, stage: Stage, until: Instruction | null): boolean {
  const chain = chainOf(reading);
  const from = chain.indexOf(stage);
  for (const [offset, at] of chain.slice(from).entries()) {
    const end = offset === 0 && until !== null ? at.instructions.indexOf(until) : at.instructions.length;
    const user = at.instructions.slice(0, end).findLast((instruction) => instruction.keyword === 'USER');
    if (user?.keyword === 'USER') return /^(?:root|0)(?::(?:root|0))?$/.test(user.value.text);
  }
  if (reading.base !== null) return runsAsRoot(reading.base, reading.base.target, null);
  const last = chain.at(-1);
  return last !== undefined && knownRootBase(baseOf(reading, last));
}

export type DestinationState = 'directory' | 'absent' | 'unknown';

/** K4: is this path a directory of the image at this line? Sure either way, or not known. */
export function destinationState(
  reading: BuildReading,
  stage: Stage,
  until: Instruction,
  path: string,
): DestinationState {
  if (path === '/') return 'directory';
  const before = stage.instructions.slice(0, stage.instructions.indexOf(until));
  for (const [index, instruction] of before.entries()) {
    const scope = scopeAt(reading.dockerfile, reading.list, stage, before[index + 1] ?? until, reading.build);
    if (instruction.keyword === 'WORKDIR' && isAtOrBelow(scope.workdir, path)) return 'directory';
    if (
      instruction.keyword === 'RUN' &&
      producedByRun(instruction, scope.workdir, (name) => textOf(scope, name)).some(
        (made) => made.kind === 'directory' && isAtOrBelow(made.path, path),
      )
    )
      return 'directory';
    if ((instruction.keyword === 'COPY' || instruction.keyword === 'ADD') && landsBelow(reading, instruction, path))
      return 'directory';
  }
  const base = baseOf(reading, stage);
  if (resolveStageReference(reading.list.stages, stage.index, base, 'FROM') !== null) return 'unknown';
  if (isStandardDirectory(path, base)) return 'directory';
  return isAbsentInBase(path, base) &&
    (base === 'scratch' || before.every((instruction) => !mayMake(instruction, path)))
    ? 'absent'
    : 'unknown';
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function landsBelow(reading: BuildReading, instruction: CopyInstruction, path: string): boolean {
  return reading.sources.some(
    (use) =>
      use.instruction === instruction &&
      (use.destination.path.startsWith(`${path}/`) ||
        (use.destination.path === path && use.destination.isDirectorySyntax)),
  );
}

/** Whether an instruction could create the path: a RUN or archive that mentions its first folder, or is not plain. */
function mayMake(instruction: Instruction, path: string): boolean {
  if (instruction.keyword === 'ADD') return true;
  if (instruction.keyword !== 'RUN') return false;
  const top = path.split('/')[1] ?? '';
  return (
    instruction.command.includes(top) ||
    instruction.heredocs.length > 0 ||
    /\b(?:tar|unzip|git clone|make install|cp -[a-zA-Z]*[rRa])\b/.test(instruction.command)
  );
}
