import type { LegacyCase } from '../support/legacy.js';

/** One test vector of section 6 of the semantics. */
export interface Vector extends LegacyCase {
  /** `T-K1`; a vector with several cases adds what tells them apart: `T-K4 a dot`. */
  readonly id: string;
  /** What would break for the user. */
  readonly what: string;
}
