import { builderInstructions, type Check } from './check.js';

/** LINK-7: docker cp makes pipes and devices on the host, or fails at them; COPY --from takes them along. */
export const specialFiles: Check = (pipeline) =>
  builderInstructions(pipeline).flatMap((instruction) => {
    const made = instruction.keyword === 'RUN' ? /\b(?:mkfifo|mknod)\b/.exec(instruction.command) : null;
    return made === null ? [] : [pipeline.explain('special-file', instruction.span, { command: made[0] })];
  });
