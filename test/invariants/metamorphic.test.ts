import { expect } from 'chai';
import type { ConvertResult } from '../../lib/convert-types.js';
import { convert } from '../../lib/convert.js';
import { allDiagnostics } from '../support/diagnostics.js';
import { inFolder, writeTree } from '../support/folders.js';
import { conversionOf, handOffRows, optionsOf, samples, sortedByText, type Sample } from '../support/samples.js';
import { transformations, type Variant } from './transformations.js';

/** What a transformation of the script may not change. */
function essence(result: ConvertResult): readonly object[] {
  const rows = handOffRows(result).map(({ artifact, runtime, runtimePath, via }) => ({
    artifact: artifact.replaceAll('_renamed}', '}'),
    // A Dockerfile that a script passes on is told by the script.
    runtime: runtime.replace('second-half.sh', 'build.sh'),
    runtimePath,
    via,
  }));
  return sortedByText(rows);
}

function convertVariant({ tree }: Variant, { card }: Sample): ConvertResult {
  return inFolder((folder) => {
    writeTree(folder, tree);
    return convert(folder, optionsOf(folder, card.arguments));
  });
}

function expectSame(sample: Sample, variant: Variant): void {
  const result = convertVariant(variant, sample);
  const errors = allDiagnostics(result)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, file, line, message }) => `${code} ${file ?? ''}:${line} ${message}`);
  const script = [...variant.tree]
    .filter(([path]) => path.endsWith('.sh'))
    .map(([path, { bytes }]) => `--- ${path}\n${bytes.toString()}`);
  expect(essence(result), [variant.name, ...errors, ...script].join('\n')).to.deep.equal(essence(conversionOf(sample)));
}

/** Spellings that are refused with a reason, where the plain one converts: what varies is said in one shell and read in another. */
const refused: ReadonlyMap<string, string> = new Map([
  ['its second half in a file that it sources: arms-argument-value', 'arguments-disagree'],
  ['its second half in a file that it sources: arms-optional-argument', 'arguments-disagree'],
  ['its second half in a file that it calls: arms-optional-argument', 'options-differ'],
  ['its second half in a file that it calls: builder-token', 'options-differ'],
  ['its tags and paths in variables: arms-argument-value', 'arguments-disagree'],
]);

/** At least one of the spellings is refused, and each that is says why. */
function expectRefused(sample: Sample, variants: readonly Variant[], code: string): void {
  const results = variants.map((variant) => convertVariant(variant, sample));
  const told = results.filter((result) => handOffRows(result).length === 0).map(allDiagnostics);
  expect(told.length).to.be.greaterThan(0);
  for (const diagnostics of told) expect(diagnostics.map((diagnostic) => diagnostic.code)).to.include(code);
}

const converting = samples.filter(({ card }) => card.result === 'converted');

describe('hand-offs are the same when the script is written with', () => {
  for (const { name, apply } of transformations) {
    describe(name, () => {
      for (const sample of converting) {
        const variants = apply(sample);
        if (variants.length === 0) continue;
        const code = refused.get(`${name}: ${sample.name}`);
        if (code === undefined)
          it(sample.name, () => {
            for (const variant of variants) expectSame(sample, variant);
          });
        else it(`${sample.name} is refused: ${code}`, () => expectRefused(sample, variants, code));
      }
    });
  }

  it('each transformation fits at least one sample', () => {
    const idle = transformations.filter(({ apply }) => converting.every((sample) => apply(sample).length === 0));
    expect(idle.map(({ name }) => name)).to.deep.equal([]);
  });
});
