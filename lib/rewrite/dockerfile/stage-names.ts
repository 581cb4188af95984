import { mountFields } from '../../dockerfile/names.js';
import { resolveStageReference, type Stage } from '../../dockerfile/stages.js';
import type { Flag, Instruction } from '../../dockerfile/types.js';
import type { BuildReading } from '../../infer/read-build.js';
import type { TextEdit } from '../edit.js';

/** Gives stages of a file other names, wherever the file names them (M3). */
export function renameStagesIn(reading: BuildReading, names: ReadonlyMap<Stage, string>): TextEdit[] {
  if (names.size === 0) return [];
  return reading.list.stages.slice(0, reading.target.index + 1).flatMap((stage) => {
    const own = names.get(stage);
    const named = own === undefined || stage.from.nameSpan === null ? [] : [{ span: stage.from.nameSpan, text: own }];
    return [
      ...named,
      ...baseEdit(reading, stage, names),
      ...stage.instructions.flatMap((at) => edits(reading, stage, at, names)),
    ];
  });
}

function baseEdit({ list }: BuildReading, stage: Stage, names: ReadonlyMap<Stage, string>): TextEdit[] {
  const { image } = stage.from;
  const renamed = nameOf(resolveStageReference(list.stages, stage.index, image.text, 'FROM'), names);
  return renamed === null ? [] : [{ span: image.span, text: renamed }];
}

function edits(reading: BuildReading, stage: Stage, at: Instruction, names: ReadonlyMap<Stage, string>): TextEdit[] {
  if (at.keyword === 'ONBUILD') return at.inner === null ? [] : edits(reading, stage, at.inner, names);
  if (at.keyword !== 'COPY' && at.keyword !== 'RUN') return [];
  return at.flags.flatMap((flag) => flagEdit(reading, stage, flag, names));
}

function flagEdit({ list }: BuildReading, stage: Stage, flag: Flag, names: ReadonlyMap<Stage, string>): TextEdit[] {
  const { name, value, valueSpan } = flag;
  if (value === null || valueSpan === null || (name !== 'from' && name !== 'mount')) return [];
  const reference = name === 'from' ? value : mountFields(value).find(([key]) => key === 'from')?.[1];
  if (reference === undefined) return [];
  const renamed = nameOf(resolveStageReference(list.stages, stage.index, reference), names);
  if (renamed === null) return [];
  const text = name === 'from' ? renamed : value.replace(`from=${reference}`, `from=${renamed}`);
  return [{ span: valueSpan, text }];
}

function nameOf(stage: Stage | null, names: ReadonlyMap<Stage, string>): string | null {
  return stage === null ? null : (names.get(stage) ?? null);
}
