import type { RunInstruction } from '../dockerfile/types.js';
import type { RunPlace } from './run.js';

/** Carries out a RUN that only rearranges files in a folder of its own (3.1.6); false where it does anything else. */
export function applyShim(_run: RunInstruction, _place: RunPlace): boolean {
  return false;
}
