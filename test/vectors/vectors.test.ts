import { expectOutcome } from '../support/legacy.js';
import { copyVectors } from './copies.js';
import { landingVectors } from './landing.js';
import { mergeVectors } from './merges.js';
import { runVectors } from './runs.js';
import { textVectors } from './texts.js';

const tables = {
  'docker cp lands (6.1)': landingVectors,
  'runtime COPY (6.2)': copyVectors,
  'merging files (6.3)': mergeVectors,
  'docker run makes the artifact (6.4)': runVectors,
  'texts, contexts and ignore files': textVectors,
};

for (const [name, table] of Object.entries(tables)) {
  describe(`vectors: ${name}`, () => {
    for (const vector of table) it(`${vector.id} ${vector.what}`, () => expectOutcome(vector));
  });
}
