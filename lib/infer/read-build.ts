import { parseDockerfile } from '../dockerfile/parse.js';
import { resolveDestination, type Destination } from '../dockerfile/copy.js';
import { isStageIndex, resolveStageReference, stagesOf, type Stage, type StageList } from '../dockerfile/stages.js';
import type { CopyingInstruction, Dockerfile, Flag, Instruction } from '../dockerfile/types.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';
import type { SourceFile } from '../source/source-file.js';
import { lastValue } from '../commands/docker/build.js';
import { repositoryPath } from '../world/host-path.js';
import { referenceKey } from '../world/reference.js';
import { findNode } from '../world/tree.js';
import { knownText, renderValue, type Value } from '../world/value.js';
import type { Build, Image } from '../world/world.js';
import { sourceContent, type SourceContent } from './sources.js';
import { expandSymbolic, globalArguments, buildArguments, lookUpName, scopeAt } from './stage-scope.js';

export type CopyInstruction = CopyingInstruction<'COPY'> | CopyingInstruction<'ADD'>;

/** One source word of a COPY or ADD from the build context. */
export interface SourceUse {
  readonly stage: Stage;
  readonly instruction: CopyInstruction;
  /** Index among the instruction's sources. */
  readonly index: number;
  readonly value: Value;
  readonly destination: Destination;
  readonly workdir: string;
  readonly content: SourceContent;
}

/** A place where the Dockerfile names an image that the script built (M5). */
export interface ImageUse {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** null for FROM, else the flag that holds the name. */
  readonly flag: Flag | null;
  readonly image: Image & { readonly kind: 'built' };
}

/** A `docker build` together with what its Dockerfile takes from where. */
export interface BuildReading {
  readonly build: Build;
  /** Repository path of the Dockerfile. */
  readonly path: string;
  readonly dockerfile: Dockerfile;
  readonly list: StageList;
  /** The stage that the image is made of. */
  readonly target: Stage;
  readonly sources: readonly SourceUse[];
  readonly images: readonly ImageUse[];
  /** The build of the image that the target's first stage is FROM, where the script built it. */
  readonly base: BuildReading | null;
}

export type Reading =
  | { readonly kind: 'read'; readonly reading: BuildReading }
  | { readonly kind: 'unreadable'; readonly path: string | null; readonly why: string };

const parsed = new WeakMap<SourceFile, { readonly dockerfile: Dockerfile; readonly list: StageList }>();

/** The Dockerfile of a file, parsed once. */
export function dockerfileOf(file: SourceFile): { readonly dockerfile: Dockerfile; readonly list: StageList } {
  let result = parsed.get(file);
  if (result === undefined) {
    const dockerfile = parseDockerfile(file);
    result = { dockerfile, list: stagesOf(dockerfile) };
    parsed.set(file, result);
  }
  return result;
}

/** Reads the Dockerfile of a build and looks every source up in the host as the build saw it. */
export function readBuild(tree: FileTree, build: Build, readingOf: (image: Image) => BuildReading | null): Reading {
  const located = locate(tree, build);
  if (located.kind === 'unreadable') return located;
  const { dockerfile, list } = dockerfileOf(located.file);
  const [error] = dockerfile.errors;
  if (error !== undefined) return { kind: 'unreadable', path: located.file.path, why: error.message };
  const target = targetStage(list, build);
  if (target === null)
    return { kind: 'unreadable', path: located.file.path, why: 'it has no stage, or not the one that --target names' };
  const reading = { build, path: located.file.path, dockerfile, list, target };
  const images = imagesOf(reading);
  const base =
    images.find(({ instruction, stage }) => instruction === stage.from && isBelow(list, target, stage))?.image ?? null;
  return {
    kind: 'read',
    reading: { ...reading, sources: sourcesOf(reading), images, base: base === null ? null : readingOf(base) },
  };
}

/** Whether the target is FROM this stage, or is it. */
function isBelow(list: StageList, target: Stage, stage: Stage): boolean {
  for (
    let at: Stage | null = target;
    at !== null;
    at = resolveStageReference(list.stages, at.index, at.from.image.text, 'FROM')
  )
    if (at === stage) return true;
  return false;
}

function locate(
  tree: FileTree,
  build: Build,
): { readonly kind: 'file'; readonly file: SourceFile } | (Reading & { kind: 'unreadable' }) {
  const { dockerfile } = build;
  if (dockerfile.kind !== 'file') return { kind: 'unreadable', path: null, why: dockerfile.why };
  const path = repositoryPath(dockerfile.path);
  const found = findNode(build.host, dockerfile.path);
  if (path === null || found.kind === 'absent')
    return { kind: 'unreadable', path, why: 'the Dockerfile is not in the repository' };
  if (found.kind !== 'found' || found.node.kind !== 'file' || found.node.origin.kind !== 'repository') {
    return { kind: 'unreadable', path, why: 'the script itself writes or changes the Dockerfile' };
  }
  const file = tree.read(found.node.origin.path);
  return isReadFailure(file) ? { kind: 'unreadable', path, why: file.why } : { kind: 'file', file };
}

/** ST-7: the last stage, or the one that `--target` names. */
function targetStage(list: StageList, build: Build): Stage | null {
  const target = lastValue(build.options, '--target');
  if (target === null) return list.stages.at(-1) ?? null;
  const text = knownText(target);
  return text === null ? null : resolveStageReference(list.stages, list.stages.length, text, 'COPY');
}

function isCopy(instruction: Instruction): instruction is CopyInstruction {
  return instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
}

export function flagOf(instruction: Pick<Instruction, 'flags'>, name: string): Flag | null {
  return instruction.flags.find((flag) => flag.name === name) ?? null;
}

function sourcesOf(reading: Omit<BuildReading, 'sources' | 'images' | 'base'>): SourceUse[] {
  const { build, dockerfile, list, target } = reading;
  const { context } = build;
  if (context.kind !== 'directory') return [];
  return list.stages.slice(0, target.index + 1).flatMap((stage) =>
    stage.instructions.filter(isCopy).flatMap((instruction) => {
      if (flagOf(instruction, 'from') !== null) return [];
      const scope = scopeAt(dockerfile, list, stage, instruction, build);
      const expand = (text: string): Value => expandSymbolic(text, (name) => lookUpName(scope, name), dockerfile);
      const destination = resolveDestination(renderValue(expand(instruction.destination?.text ?? '')), scope.workdir);
      return instruction.sources.map((source, index): SourceUse => {
        const value = expand(source.text);
        const remote = /^(?:https?|ftp|git):\/\/|^git@/.test(renderValue(value));
        const content: SourceContent = remote ? { kind: 'plain' } : sourceContent(value, build, context.path);
        return { stage, instruction, index, value, destination, workdir: scope.workdir, content };
      });
    }),
  );
}

function imagesOf(reading: Omit<BuildReading, 'sources' | 'images' | 'base'>): ImageUse[] {
  const { build, dockerfile, list, target } = reading;
  const globals = globalArguments(dockerfile, list, buildArguments(build));
  return list.stages.slice(0, target.index + 1).flatMap((stage): ImageUse[] => {
    const base = expandSymbolic(stage.from.image.text, (name) => globals.get(name), dockerfile);
    const isStage = resolveStageReference(list.stages, stage.index, renderValue(base), 'FROM') !== null;
    const parent = isStage ? null : builtImage(build, base);
    const own: ImageUse[] = parent === null ? [] : [{ stage, instruction: stage.from, flag: null, image: parent }];
    const copied = stage.instructions.flatMap((instruction): ImageUse[] => {
      const flag = instruction.keyword === 'COPY' ? flagOf(instruction, 'from') : null;
      const name = flag?.value ?? null;
      if (
        flag === null ||
        name === null ||
        isStageIndex(name) ||
        resolveStageReference(list.stages, stage.index, name) !== null
      )
        return [];
      const image = builtImage(build, [{ kind: 'text', text: name }]);
      return image === null ? [] : [{ stage, instruction, flag, image }];
    });
    return [...own, ...copied];
  });
}

function builtImage(build: Build, reference: Value): (Image & { readonly kind: 'built' }) | null {
  const image = build.images.get(referenceKey(reference));
  return image?.kind === 'built' ? image : null;
}
