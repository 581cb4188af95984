import { expectOutcome } from '../support/legacy.js';
import { hazardCases } from './rows.js';

describe('hazards', () => {
  for (const hazard of hazardCases) it(`${hazard.rule}: ${hazard.what}`, () => expectOutcome(hazard));
});
