import { expect } from 'chai';
import { renderPatchBytes } from '../../lib/rewrite/patch.js';
import { applied, everyApplier, expectTaken } from '../support/appliers.js';
import { describeTree } from '../support/folders.js';
import { conversionOf, convertTree, samples, treeAfter } from '../support/samples.js';
import type { ConvertResult } from '../../lib/convert-types.js';

/** What is refused and why, in words that an edit elsewhere does not move. */
function refusals({ report }: ConvertResult): readonly string[] {
  const refused = report.conversions.filter(({ status }) => status === 'refused');
  return refused
    .map(
      ({ entry, runtime, diagnostics }) =>
        `${entry} ${runtime?.dockerfile ?? ''}: ${[...new Set(diagnostics.map(({ code }) => code))].sort().join()}`,
    )
    .sort();
}

const converting = samples.filter(({ card }) => card.result === 'converted' || card.result === 'partial');

describe('the patch of a sample (invariant 1)', () => {
  for (const program of everyApplier) {
    describe(`is taken by ${program}`, () => {
      for (const sample of converting) {
        it(sample.name, () => {
          const { changes } = conversionOf(sample);
          expect(changes).to.not.be.empty;
          expectTaken(program, sample.legacy, changes);
        });
      }
    });
  }

  describe('gives the expected files', () => {
    for (const sample of samples) {
      it(sample.name, () => {
        const { changes } = conversionOf(sample);
        expect(describeTree(applied(sample.legacy, changes))).to.deep.equal(describeTree(treeAfter(sample)));
      });
    }
  });

  describe('is in the report as it is printed', () => {
    for (const sample of samples) {
      it(sample.name, () => {
        const { report, changes } = conversionOf(sample);
        expect(Buffer.from(report.patch).equals(renderPatchBytes(changes))).to.equal(true);
      });
    }
  });
});

describe('the converted sample (invariant 2)', () => {
  for (const sample of samples) {
    it(`${sample.name} converts to nothing more, with the same refusals`, () => {
      const first = conversionOf(sample);
      const second = convertTree(applied(sample.legacy, first.changes), sample.card.arguments);
      expect(second.report.patch).to.equal('');
      expect(refusals(second)).to.deep.equal(refusals(first));
    });
  }
});
