import { expect } from 'chai';
import { structuredPatch } from 'diff';
import type { ConvertResult } from '../../lib/convert-types.js';
import { bytesAfter, isExecutable } from '../../lib/rewrite/change-bytes.js';
import type { FileChange } from '../../lib/rewrite/file-change.js';
import { allDiagnostics, expectUsefulDiagnostics } from '../support/diagnostics.js';
import { describeTree, type TestTree } from '../support/folders.js';
import { conversionOf, handOffRows, samples, sortedByText, type Sample } from '../support/samples.js';

/** The one word for a whole repository that sample.json uses. */
function outcomeOf({ report }: ConvertResult): string {
  const found = new Set(report.conversions.map(({ status }) => status));
  if (found.has('partial')) return 'partial';
  if (found.has('converted') && found.has('refused')) return 'converted and refused';
  return [...found].join() || 'nothing';
}

/** The files that a conversion adds or modifies, as they will be. */
function writtenBy(changes: readonly FileChange[]): TestTree {
  const written = changes.flatMap((change): [string, { bytes: Buffer; executable: boolean }][] =>
    change.kind === 'deleted' ? [] : [[change.path, { bytes: bytesAfter(change), executable: isExecutable(change.mode) }]],
  );
  return new Map(written);
}

function reasonsOf(result: ConvertResult): string {
  const said = allDiagnostics(result).map(({ code, file, line, message }) => `${code} ${file ?? ''}:${line} ${message}`);
  return said.join('\n');
}

/** What every sample must say, one aspect a test. */
const aspects: readonly { readonly name: string; readonly check: (sample: Sample, result: ConvertResult) => void }[] = [
  {
    name: 'comes out as its card says',
    check: ({ card }, result) => expect(outcomeOf(result), reasonsOf(result)).to.equal(card.result),
  },
  {
    name: 'hands over exactly these artifacts',
    check: ({ card }, result) => expect(handOffRows(result)).to.deep.equal(sortedByText(card.handOffs)),
  },
  {
    name: 'still carries these artifacts to the host',
    check: ({ card }, { report }) => {
      const copies = report.conversions.flatMap(({ hostCopies }) => hostCopies.map(({ artifact, host }) => ({ artifact, host })));
      expect(sortedByText(copies)).to.deep.equal(sortedByText(card.hostCopies));
    },
  },
  {
    name: 'deletes these files',
    check: ({ card }, { changes }) => {
      const deleted = changes.filter(({ kind }) => kind === 'deleted').map(({ path }) => path);
      expect(deleted.sort()).to.deep.equal([...card.deleted].sort());
    },
  },
  {
    name: 'writes these files, byte for byte, and no others',
    check: ({ expected }, { changes }) => expect(describeTree(writtenBy(changes))).to.deep.equal(describeTree(expected)),
  },
  {
    name: 'says what its card expects to be said',
    check: ({ card }, result) => expect(allDiagnostics(result).map(({ code }) => code)).to.include.members([...card.codes]),
  },
  { name: 'tells code, place and next step in every message', check: (_, result) => expectUsefulDiagnostics(result) },
  {
    name: 'starts from the entry that its card names',
    check: ({ card }, { report }) => {
      if (card.result !== 'nothing') expect(report.conversions.flatMap(({ scripts }) => scripts)).to.include(card.entry);
    },
  },
  {
    name: 'lists the files that it changes',
    check: (_, { report, changes }) => {
      const listed = new Set(report.conversions.flatMap(({ files }) => files.map(({ path, change }) => `${change} ${path}`)));
      expect([...listed].sort()).to.deep.equal(changes.map(({ path, kind }) => `${kind} ${path}`).sort());
    },
  },
];

const convertedAspects: typeof aspects = [
  {
    name: 'is proven, or rests on named assumptions',
    check: (_, { report }) => {
      const faults = report.conversions.filter(({ proof }) => proof.status === 'failed' || (proof.status === 'assumed') !== proof.assumptions.length > 0);
      expect(faults.map(({ id, proof }) => ({ id, proof }))).to.deep.equal([]);
    },
  },
  {
    name: 'shows each hand-off as a line of the emitted Dockerfile',
    check: (_, { report }) => {
      for (const { dockerfile, handOffs } of report.conversions) {
        const text = (dockerfile?.text ?? '').replaceAll('\r\n', '\n');
        for (const { line } of handOffs) expect(text).to.include(line.replaceAll('\r\n', '\n'));
      }
    },
  },
  {
    name: 'names stages that the emitted Dockerfile has',
    check: (_, { report }) => {
      for (const { dockerfile, builders, handOffs } of report.conversions) {
        const stages = [...(dockerfile?.text ?? '').matchAll(/^FROM .*\bAS[ \t]+(\S+)/gim)].map(([, name]) => name);
        expect(stages).to.include.members([...builders, ...handOffs].map(({ stage }) => stage));
      }
    },
  },
  {
    name: 'gives a reason for every hunk of the patch',
    check: (_, result) => {
      const reasons = result.report.conversions.flatMap(({ changes }) => changes);
      expect(reasons.filter(({ reason, line, endLine }) => reason.trim() === '' || line < 1 || endLine < line)).to.deep.equal([]);
      expect(unexplained(result)).to.deep.equal([]);
    },
  },
  {
    name: 'quotes the legacy lines that it rests on as they are',
    check: ({ legacy }, { report }) => {
      const evidence = report.conversions.flatMap(({ handOffs, changes }) => [...handOffs, ...changes].flatMap((item) => item.evidence));
      const isWrong = ({ file, text }: { file: string; text: string }): boolean => !(legacy.get(file)?.bytes.toString() ?? '').includes(text);
      expect(evidence.filter(isWrong)).to.deep.equal([]);
      for (const { handOffs } of report.conversions) for (const handOff of handOffs) expect(handOff.evidence, handOff.line).to.not.be.empty;
    },
  },
];

/** Hunks of the patch that none of the given reasons touches; of a new file the whole. */
function unexplained({ report, changes }: ConvertResult): readonly string[] {
  const reasons = report.conversions.flatMap((conversion) => conversion.changes);
  return changes.flatMap((change) => {
    const own = reasons.filter(({ file }) => file === change.path);
    if (change.kind !== 'modified') return change.kind === 'deleted' || own.length > 0 ? [] : [change.path];
    const { hunks } = structuredPatch('', '', change.before.text, change.text, '', '', { context: 3 });
    const silent = hunks.filter(({ oldStart, oldLines }) => !own.some(({ line, endLine }) => line < oldStart + oldLines && endLine >= oldStart));
    return silent.map(({ oldStart }) => `${change.path}:${oldStart}`);
  });
}

const refusedAspects: typeof aspects = [
  {
    name: 'changes nothing',
    check: (_, { report, changes }) => {
      expect(changes).to.deep.equal([]);
      expect(report.patch).to.equal('');
    },
  },
  {
    name: 'gives a reason with file, line and next step for every refusal',
    check: ({ legacy }, { report }) => {
      for (const { id, diagnostics } of report.conversions) {
        const reasons = diagnostics.filter(({ severity, file, hint }) => severity === 'error' && file !== null && legacy.has(file) && hint !== undefined);
        expect(reasons, id).to.not.be.empty;
      }
    },
  },
];

const moreAspects = { converted: convertedAspects, partial: convertedAspects, refused: refusedAspects, nothing: [] };

describe('samples', () => {
  it('are at least thirty', () => expect(samples.length).to.be.at.least(30));

  for (const sample of samples) {
    describe(`${sample.name} (${sample.card.title})`, () => {
      for (const { name, check } of [...aspects, ...moreAspects[sample.card.result]]) {
        it(name, () => check(sample, conversionOf(sample)));
      }
    });
  }
});
