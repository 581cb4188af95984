import { dockerfileOf } from '../dockerfile/parsed.js';
import { resolveDestination, type Destination } from '../dockerfile/copy.js';
import { isStageIndex, resolveStageReference, type Stage, type StageList } from '../dockerfile/stages.js';
import type { CopyingInstruction, Dockerfile, Flag, Instruction } from '../dockerfile/types.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';
import { linesOf, type SourceFile, type Span } from '../source/source-file.js';
import { lastValue } from '../commands/docker/build.js';
import { repositoryPath, type HostPath } from '../world/host-path.js';
import { referenceKey } from '../world/reference.js';
import { findNode, type Origin } from '../world/tree.js';
import { knownText, renderValue, type SymbolPart, type Value } from '../world/value.js';
import type { Build, Image } from '../world/world.js';
import { readGeneratedText } from './generated/generated-text.js';
import { sourceContent, type SourceContent } from './sources.js';
import { expandSymbolic, globalArguments, buildArguments, lookUpName, scopeAt } from '../dockerfile/stage-scope.js';

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

/** A Dockerfile that is no file of the repository: the script writes it, or passes it on standard input (I-16, I-17). */
export interface Generated {
  /** The script with the statement that builds it. */
  readonly script: string;
  /** Where the script writes it; null where it comes on standard input. */
  readonly host: HostPath | null;
  /** The same as a path of the repository; null where it is none. */
  readonly target: string | null;
  readonly file: SourceFile;
  /** Script values that stand where a shell or the builder reads the text once more. */
  readonly asText: readonly { readonly name: string; readonly symbol: SymbolPart }[];
}

/** A `docker build` together with what its Dockerfile takes from where. */
export interface BuildReading {
  /** Of a generated Dockerfile with the build arguments that stand for script values. */
  readonly build: Build;
  /** Repository path of the Dockerfile; a text that is none is called by the place of its statement. */
  readonly path: string;
  readonly generated: Generated | null;
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

/**
 * Reads the Dockerfile of a build and looks every source up in the host as the build saw it.
 *
 * @param at the statement that builds
 */
export function readBuild(
  tree: FileTree,
  legacy: Build,
  at: Span,
  readingOf: (image: Image) => BuildReading | null,
): Reading {
  const located = locate(tree, legacy, at);
  if (located.kind === 'unreadable') return located;
  const { file, build, path, generated } = located;
  const { dockerfile, list } = dockerfileOf(file);
  const [error] = dockerfile.errors;
  if (error !== undefined) return { kind: 'unreadable', path, why: error.message };
  const target = targetStage(list, build);
  if (target === null) return { kind: 'unreadable', path, why: 'it has no stage, or not the one that --target names' };
  const reading = { build, path, generated, dockerfile, list, target };
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

type Located = Pick<BuildReading, 'build' | 'path' | 'generated'> & {
  readonly kind: 'file';
  readonly file: SourceFile;
};

function locate(tree: FileTree, build: Build, at: Span): Located | (Reading & { kind: 'unreadable' }) {
  const { dockerfile } = build;
  if (dockerfile.kind === 'text') return locateText(tree, build, dockerfile.text, null, at);
  if (dockerfile.kind === 'synthesized')
    return { kind: 'file', file: dockerfile.file, build, path: dockerfile.file.path, generated: null };
  if (dockerfile.kind === 'unknown') return { kind: 'unreadable', path: null, why: dockerfile.why };
  const path = repositoryPath(dockerfile.path);
  const found = findNode(build.host, dockerfile.path);
  if (found.kind !== 'found' || found.node.kind === 'directory')
    return { kind: 'unreadable', path, why: 'the Dockerfile is not in the repository' };
  const { origin } = found.node;
  if (origin.kind === 'generated') return locateText(tree, build, origin.text, dockerfile.path, at);
  if (origin.kind !== 'repository') return { kind: 'unreadable', path, why: whyUnread(origin) };
  const file = tree.read(origin.path);
  return isReadFailure(file)
    ? { kind: 'unreadable', path, why: file.why }
    : { kind: 'file', file, build, path: file.path, generated: null };
}

function whyUnread(origin: Origin): string {
  return origin.kind === 'derived'
    ? `\`${origin.by}\` writes or changes it, and what comes out is not known`
    : 'the script itself writes or changes the Dockerfile';
}

/** A text of the script: read as a file, with build arguments in the place of its values. */
function locateText(
  tree: FileTree,
  build: Build,
  text: Value,
  host: HostPath | null,
  at: Span,
): Located | (Reading & { kind: 'unreadable' }) {
  const script = tree.read(at.file);
  const target = host === null ? null : repositoryPath(host);
  const path = target ?? `${at.file}:${String(isReadFailure(script) ? 1 : linesOf(script, at).line)}`;
  const read = readGeneratedText(text, `${at.file}@${String(at.start)}`, at, buildArguments(build));
  if (read.kind === 'problem') return { kind: 'unreadable', path: target, why: read.why };
  return {
    kind: 'file',
    file: read.file,
    build: { ...build, options: [...build.options, ...read.options] },
    path,
    generated: { script: at.file, host, target, file: read.file, asText: read.asText },
  };
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
