import { contextHazards } from './contexts.js';
import { extractCases } from './extract.js';
import { fileHazards } from './files.js';
import { flowHazards } from './flow.js';
import type { HazardCase } from './row.js';
import { stageHazards } from './stages.js';
import { variableHazards } from './variables.js';

/** Every case, in the order of the table of §4.3. */
export const hazardCases: readonly HazardCase[] = [
  ...fileHazards,
  ...contextHazards,
  ...variableHazards,
  ...stageHazards,
  ...flowHazards,
  ...extractCases,
];
