import { renderValue } from '../world/value.js';
import { consumptions, producerOf, type BuildRun, type Inference } from '../infer/infer.js';
import type { BuildReading, SourceUse } from '../infer/read-build.js';
import { closureOf } from './closure.js';

/**
 * What the stages of a merged Dockerfile would be: two builds of one runtime Dockerfile with the same signature
 * take the same artifacts from the same builders, and can share the text.
 */
export function signatureOf(run: BuildRun, inference: Inference): string {
  const { builders, external } = closureOf(run, inference);
  const parts = [...builders, run].map(({ reading }) => partSignature(reading, inference));
  return JSON.stringify([parts, external.map(({ id }) => id)]);
}

function partSignature(reading: BuildReading, inference: Inference): unknown {
  const { context } = reading.build;
  return [
    reading.path,
    reading.generated?.file.text,
    reading.target.index,
    context.kind === 'directory' ? context.path : context.kind,
    consumptions(reading).map((use) => useSignature(use, inference)),
    reading.images.map(({ instruction, image }) => [
      instruction.span.start,
      inference.runOf.get(image)?.reading.path ?? image.id,
    ]),
  ];
}

function useSignature(use: SourceUse, inference: Inference): unknown {
  const from = (image: { readonly id: string }): string =>
    [...inference.runOf].find(([known]) => known === image)?.[1].reading.path ?? image.id;
  const { content } = use;
  const place = [use.instruction.span.start, use.index, renderValue(use.value)];
  switch (content.kind) {
    case 'plain':
      return place;
    case 'artifact':
      return [
        ...place,
        content.pattern,
        content.member.origin.path,
        content.member.mode,
        from(producerOf(content.member)),
      ];
    case 'members':
      return [
        ...place,
        content.others,
        content.members.map((member) => [
          member.path,
          member.origin.path,
          member.contents,
          member.mode,
          from(producerOf(member)),
        ]),
      ];
    case 'archive':
      return [
        ...place,
        content.archive.by,
        content.archive.packed,
        content.members.map((member) => [
          member.path,
          member.origin.path,
          member.mode,
          from(member.origin.container.image),
        ]),
      ];
    case 'matches':
      return [
        ...place,
        content.others,
        content.matches.map(({ name, member }) => [name, member.origin.path, member.mode, from(producerOf(member))]),
      ];
    case 'problem':
      return [...place, content.code];
  }
}
