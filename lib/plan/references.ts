import { fromSource, resolveDestination } from '../dockerfile/copy.js';
import { resolveStageReference } from '../dockerfile/stages.js';
import { evidenceOf, type FileLookup } from '../source/diagnostic.js';
import { baseName } from '../world/host-path.js';
import type { EntryKind } from '../world/tree.js';
import { renderValue } from '../world/value.js';
import type { Image } from '../world/world.js';
import type { BuildRun } from '../infer/infer.js';
import { flagOf, type BuildReading, type CopyInstruction } from '../infer/read-build.js';
import { expandSymbolic, lookUpName, scopeAt } from '../dockerfile/stage-scope.js';
import { artifactEvidence } from './artifact-evidence.js';
import type { PlannedHandOff } from './model.js';

interface Lookups {
  readonly stageOf: (image: Image) => string | null;
  readonly builderOf: (image: Image) => BuildReading | null;
  readonly files: FileLookup;
}

/** Artifacts that a runtime Dockerfile takes out of a builder image by its tag already (I-21): the line stays, or names the stage. */
export function referenceHandOffs(run: BuildRun, lookups: Lookups): PlannedHandOff[] {
  const { list, target } = run.reading;
  return list.stages.slice(0, target.index + 1).flatMap(({ instructions }) =>
    instructions.flatMap((instruction): PlannedHandOff[] => {
      if (instruction.keyword !== 'COPY') return [];
      const image = imageBehind(instruction, run.reading);
      return image === null ? [] : handOffsOf(instruction, image, run.reading, lookups);
    }),
  );
}

/** The image that `--from` names, by its tag or by a stage that is nothing but that image. */
function imageBehind(instruction: CopyInstruction, { images, list }: BuildReading): Image | null {
  const own = images.find((use) => use.instruction === instruction);
  if (own !== undefined) return own.image;
  const name = flagOf(instruction, 'from')?.value ?? null;
  const stage = list.stages.find(({ instructions }) => instructions.includes(instruction));
  if (name === null || stage === undefined) return null;
  const from = resolveStageReference(list.stages, stage.index, name);
  if (from === null || from.instructions.length > 0) return null;
  return images.find((use) => use.instruction === from.from)?.image ?? null;
}

function handOffsOf(
  instruction: CopyInstruction,
  image: Image,
  reading: BuildReading,
  { stageOf, builderOf, files }: Lookups,
): PlannedHandOff[] {
  const stage = stageOf(image);
  const owner = reading.list.stages.find(({ instructions }) => instructions.includes(instruction));
  if (stage === null || owner === undefined) return [];
  const { dockerfile, list, build } = reading;
  const scope = scopeAt(dockerfile, list, owner, instruction, build);
  const written = expandSymbolic(instruction.destination?.text ?? '', (name) => lookUpName(scope, name), dockerfile);
  const destination = resolveDestination(renderValue(written), scope.workdir);
  const builder = builderOf(image);
  return instruction.sources.map(({ text }): PlannedHandOff => {
    const path = fromSource(text).path.replace(/\$(\w+)/g, '$${$1}');
    const kind: EntryKind = builder === null ? 'unknown' : artifactEvidence(builder, path).kind;
    const inside = destination.isDirectorySyntax && kind !== 'directory';
    return {
      image,
      container: null,
      stage,
      artifact: path,
      via: 'copy',
      kind,
      runtimePath: inside ? `${destination.path === '/' ? '' : destination.path}/${baseName(path)}` : destination.path,
      host: [],
      line: { kind: 'stage', from: stage, chown: null, chmod: null, source: path, destination: destination.path },
      instruction,
      evidence: [evidenceOf('COPY --from', instruction.span, files)],
    };
  });
}
