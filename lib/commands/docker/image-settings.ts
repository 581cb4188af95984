import { baseSettings } from '../../dockerfile/known-bases.js';
import { dockerfileOf } from '../../dockerfile/parsed.js';
import { joinPath } from '../../dockerfile/paths.js';
import { resolveStageReference, type Stage } from '../../dockerfile/stages.js';
import { buildArguments, expandSymbolic, globalArguments, lookUpName, scopeAt } from '../../dockerfile/stage-scope.js';
import type { CommandInstruction, Instruction } from '../../dockerfile/types.js';
import { isReadFailure, type FileTree } from '../../source/file-tree.js';
import { referenceKey } from '../../world/reference.js';
import { findNode } from '../../world/tree.js';
import { knownText, renderValue } from '../../world/value.js';
import type { Build, Image, ImageSettings } from '../../world/world.js';

const unknown: ImageSettings = { entrypoint: null, command: null, workdir: null };

/** What the image's own configuration adds to the command line of a container (3.3); null where it is not known. */
export function imageSettings(image: Image, files: FileTree): ImageSettings {
  switch (image.kind) {
    case 'external':
      return baseSettings(renderValue(image.reference));
    case 'other':
      return unknown;
    case 'built':
      return settingsOfBuild(image.build, files);
  }
}

function settingsOfBuild(build: Build, files: FileTree): ImageSettings {
  const reading = readingOf(build, files);
  if (reading === null) return unknown;
  const name = build.options.findLast((option) => option.name === '--target')?.value ?? null;
  const text = name === null ? null : knownText(name);
  const { stages } = reading.list;
  if (name !== null && text === null) return unknown;
  const target = text === null ? stages.at(-1) : resolveStageReference(stages, stages.length, text, 'COPY');
  return target === undefined || target === null ? unknown : settingsOfStage(target, { ...reading, build, files });
}

interface Reading extends ReturnType<typeof dockerfileOf> {
  readonly build: Build;
  readonly files: FileTree;
}

function readingOf({ dockerfile, host }: Build, files: FileTree): ReturnType<typeof dockerfileOf> | null {
  if (dockerfile.kind !== 'file') return null;
  const found = findNode(host, dockerfile.path);
  if (found.kind !== 'found' || found.node.kind !== 'file' || found.node.origin.kind !== 'repository') return null;
  const file = files.read(found.node.origin.path);
  return isReadFailure(file) ? null : dockerfileOf(file);
}

function settingsOfStage(stage: Stage, reading: Reading): ImageSettings {
  return stage.instructions.reduce(
    (settings, instruction) => settingsAfter(settings, instruction, stage, reading),
    settingsOfBase(stage, reading),
  );
}

function settingsAfter(
  settings: ImageSettings,
  instruction: Instruction,
  stage: Stage,
  reading: Reading,
): ImageSettings {
  switch (instruction.keyword) {
    case 'WORKDIR':
      return { ...settings, workdir: workdirAfter(settings.workdir, instruction, stage, reading) };
    case 'CMD':
      return { ...settings, command: argvOf(instruction, stage) };
    case 'ENTRYPOINT': {
      // PS-4: a command that only the base has does not fit a new entrypoint.
      const before = stage.instructions.slice(0, stage.instructions.indexOf(instruction));
      const ownCommand = before.some(({ keyword }) => keyword === 'CMD');
      return {
        ...settings,
        entrypoint: argvOf(instruction, stage),
        command: ownCommand ? settings.command : [],
      };
    }
    default:
      return settings;
  }
}

function workdirAfter(
  current: string | null,
  instruction: Instruction & { readonly keyword: 'WORKDIR' },
  stage: Stage,
  { dockerfile, list, build }: Reading,
): string | null {
  const scope = scopeAt(dockerfile, list, stage, instruction, build);
  const value = expandSymbolic(instruction.value.text, (name) => lookUpName(scope, name), dockerfile);
  const text = knownText(value);
  if (text === null) return null;
  if (text.startsWith('/')) return joinPath('/', text);
  return current === null ? null : joinPath(current, text);
}

function settingsOfBase(stage: Stage, reading: Reading): ImageSettings {
  const { dockerfile, list, build, files } = reading;
  const globals = globalArguments(dockerfile, list, buildArguments(build));
  const base = expandSymbolic(stage.from.image.text, (name) => globals.get(name), dockerfile);
  const parent = resolveStageReference(list.stages, stage.index, renderValue(base), 'FROM');
  if (parent !== null) return settingsOfStage(parent, reading);
  const image = build.images.get(referenceKey(base));
  if (image !== undefined && image.kind !== 'external') return imageSettings(image, files);
  return knownText(base) === null ? unknown : baseSettings(renderValue(base));
}

/** The shell form runs in the stage's shell, which takes no further words (3.3). */
function argvOf(instruction: CommandInstruction<'CMD' | 'ENTRYPOINT'>, stage: Stage): readonly string[] {
  if (instruction.form === 'json') return instruction.argv;
  const shell = stage.instructions
    .slice(0, stage.instructions.indexOf(instruction))
    .findLast((other) => other.keyword === 'SHELL');
  return [...(shell?.keyword === 'SHELL' ? shell.argv : ['/bin/sh', '-c']), instruction.command];
}
