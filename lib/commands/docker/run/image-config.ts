import { knownRootBase, runsCommandsAsTheyAre } from '../../../dockerfile/known-bases.js';
import { parseDockerfile } from '../../../dockerfile/parse.js';
import { joinPath } from '../../../dockerfile/paths.js';
import { resolveStageReference, stagesOf, type Stage } from '../../../dockerfile/stages.js';
import type { CommandText, Instruction } from '../../../dockerfile/types.js';
import { isReadFailure, type FileTree } from '../../../source/file-tree.js';
import type { SourceFile } from '../../../source/source-file.js';
import { referenceKey } from '../../../world/reference.js';
import { findNode } from '../../../world/tree.js';
import { knownText, textValue } from '../../../world/value.js';
import type { Build, Image } from '../../../world/world.js';
import { lastValue } from '../build.js';

/** ENTRYPOINT or CMD of an image. */
export type Setting =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'exec'; readonly argv: readonly string[] }
  | { readonly kind: 'shell'; readonly text: string };

/** What an image tells about the containers that are made of it, as far as Dockerfiles at hand show it. */
export interface ImageConfig {
  /** The reference that everything rests on; null where it is not known by name. */
  readonly base: string | null;
  readonly entrypoint: Setting;
  readonly command: Setting;
  /** null where only the base knows. */
  readonly user: string | null;
  readonly workdir: string | null;
  readonly shell: readonly string[] | null;
  readonly volumes: readonly string[];
  /** Names that ENV sets. */
  readonly variables: readonly string[];
  /** Directories in which an instruction works, and texts of instructions that write files. */
  readonly writes: readonly Writing[];
}

interface Writing {
  readonly workdir: string | null;
  readonly text: string;
}

/** Reads the Dockerfiles of an image down to its base; null where one of them cannot be read. */
export function imageConfig(image: Image, files: FileTree): ImageConfig | null {
  switch (image.kind) {
    case 'external':
      return externalConfig(knownText(image.reference));
    case 'built':
      return builtConfig(image.build, files);
    case 'other':
      return null;
  }
}

function externalConfig(base: string | null): ImageConfig {
  const plain = base !== null && runsCommandsAsTheyAre(base);
  return {
    base,
    entrypoint: { kind: plain ? 'none' : 'unknown' },
    command: { kind: 'unknown' },
    user: base !== null && knownRootBase(base) ? 'root' : null,
    workdir: null,
    shell: null,
    volumes: [],
    variables: [],
    writes: [],
  };
}

function builtConfig(build: Build, files: FileTree): ImageConfig | null {
  const file = dockerfileOf(build, files);
  if (file === null) return null;
  const dockerfile = parseDockerfile(file);
  const { stages } = stagesOf(dockerfile);
  const wanted = lastValue(build.options, '--target');
  const target =
    wanted === null ? stages.at(-1) : resolveStageReference(stages, stages.length, knownText(wanted) ?? '');
  return dockerfile.errors.length > 0 || target === undefined || target === null
    ? null
    : stageConfig(target, stages, build, files);
}

function dockerfileOf({ dockerfile, host }: Build, files: FileTree): SourceFile | null {
  if (dockerfile.kind === 'synthesized') return dockerfile.file;
  if (dockerfile.kind !== 'file') return null;
  const found = findNode(host, dockerfile.path);
  if (found.kind !== 'found' || found.node.kind !== 'file' || found.node.origin.kind !== 'repository') return null;
  const file = files.read(found.node.origin.path);
  return isReadFailure(file) ? null : file;
}

function stageConfig(stage: Stage, stages: readonly Stage[], build: Build, files: FileTree): ImageConfig | null {
  const { text } = stage.from.image;
  const parent = resolveStageReference(stages, stage.index, text, 'FROM');
  const image = build.images.get(referenceKey(textValue(text)));
  const from =
    parent !== null
      ? stageConfig(parent, stages, build, files)
      : text === 'scratch'
        ? { ...externalConfig(null), entrypoint: nothing, command: nothing, user: 'root', workdir: '/' }
        : image?.kind === 'built'
          ? builtConfig(image.build, files)
          : externalConfig(text.includes('$') ? null : text);
  if (from === null) return null;
  let own = false;
  return stage.instructions.reduce<ImageConfig>((config, instruction) => {
    own ||= instruction.keyword === 'CMD';
    return after(config, instruction, own);
  }, from);
}

const nothing: Setting = { kind: 'none' };

/** PS-4: ENTRYPOINT resets a CMD that only the base has. */
function after(config: ImageConfig, instruction: Instruction, ownCommand: boolean): ImageConfig {
  const known = (text: string): string | null => (text.includes('$') ? null : text);
  switch (instruction.keyword) {
    case 'ENTRYPOINT':
      return { ...config, entrypoint: settingOf(instruction), command: ownCommand ? config.command : nothing };
    case 'CMD':
      return { ...config, command: settingOf(instruction) };
    case 'USER':
      return { ...config, user: known(instruction.value.text) };
    case 'WORKDIR':
      return { ...config, workdir: joined(config.workdir, known(instruction.value.text)) };
    case 'SHELL':
      return { ...config, shell: instruction.argv };
    case 'VOLUME':
      return { ...config, volumes: [...config.volumes, ...instruction.values.map(({ text }) => text)] };
    case 'ENV':
      return { ...config, variables: [...config.variables, ...instruction.pairs.map(({ key }) => key)] };
    case 'RUN':
    case 'COPY':
    case 'ADD':
      return { ...config, writes: [...config.writes, { workdir: config.workdir, text: instruction.fullText }] };
    default:
      return config;
  }
}

function settingOf(instruction: CommandText): Setting {
  if (instruction.form === 'shell') return { kind: 'shell', text: instruction.command };
  return instruction.argv.length === 0 ? nothing : { kind: 'exec', argv: instruction.argv };
}

function joined(current: string | null, next: string | null): string | null {
  if (next === null) return null;
  if (next.startsWith('/')) return joinPath('/', next);
  return current === null ? null : joinPath('/', current, next);
}

/** Whether an instruction that is at hand may have put files at or below a path: a mount hid them (RUN-4). */
export function mayHold({ writes }: ImageConfig, path: string): boolean {
  return writes.some(
    ({ workdir, text }) => text.includes(path) || workdir === path || workdir?.startsWith(`${path}/`) === true,
  );
}
