import { requirementsOf } from '../engine.js';
import type { Check } from './check.js';

/** 5.3: what only BuildKit takes cannot be emitted for the classic builder. */
export const needsBuildkit: Check = ({ run, builders, engine, explain }) => {
  if (engine !== 'classic') return [];
  const needed = [...builders, run].flatMap(({ reading, step }) => requirementsOf(reading, step));
  const first = needed.find(({ buildkit }) => buildkit);
  return first === undefined ? [] : [explain('needs-buildkit', first.span, { what: first.what })];
};
