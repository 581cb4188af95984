import { expect } from 'chai';
import fc from 'fast-check';
import { convert } from '../../lib/convert.js';
import { expectUsefulDiagnostics } from '../support/diagnostics.js';
import { expectTaken } from '../support/appliers.js';
import { inFolder, writeTree, type TestFile, type TestTree } from '../support/folders.js';
import { withoutPrograms } from '../support/guard.js';
import { optionsOf, samples } from '../support/samples.js';
import { property } from './property.js';

/** One random change of a file; `at` and `other` count lines or bytes, modulo how many there are. */
interface RandomEdit {
  readonly kind: 'drop' | 'duplicate' | 'swap' | 'join' | 'insert' | 'overwrite' | 'cut';
  readonly at: number;
  readonly other: number;
  readonly bytes: Uint8Array;
}

const lineFeed = Buffer.from('\n');

function edited(bytes: Buffer, edit: RandomEdit): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const [at, other] = [edit.at % lines.length, edit.other % lines.length];
  const [line = '', otherLine = ''] = [lines[at], lines[other]];
  const place = edit.at % (bytes.length + 1);
  const ofLines = (changed: readonly string[]): Buffer => Buffer.from(changed.join('\n'), 'latin1');
  switch (edit.kind) {
    case 'drop':
      return ofLines(lines.toSpliced(at, 1));
    case 'duplicate':
      return ofLines(lines.toSpliced(other, 0, line));
    case 'swap':
      return ofLines(lines.with(at, otherLine).with(other, line));
    case 'join':
      return ofLines(lines.toSpliced(at, 2, line + (lines[at + 1] ?? '')));
    case 'insert':
      return Buffer.concat([bytes.subarray(0, place), edit.bytes, bytes.subarray(place)]);
    case 'overwrite':
      return Buffer.concat([bytes.subarray(0, place), edit.bytes, bytes.subarray(place + edit.bytes.length)]);
    case 'cut':
      return Buffer.concat([bytes.subarray(0, place), lineFeed]);
  }
}

const shellBits = [
  '$',
  '"',
  "'",
  '`',
  '$(',
  ')',
  '{',
  '}',
  '\\\n',
  '&&',
  '||',
  ';',
  '|',
  '<<E\n',
  '>',
  '#',
  '\r',
  '\0',
  '\ufeff',
  '*',
  '${x:-',
  'é',
  '<<-EOF',
  'ONBUILD ',
  '--from=',
  '\xff',
];

const anyEdit: fc.Arbitrary<RandomEdit> = fc.record({
  kind: fc.constantFrom('drop', 'duplicate', 'swap', 'join', 'insert', 'overwrite', 'cut'),
  at: fc.nat(5000),
  other: fc.nat(5000),
  bytes: fc.oneof(
    fc.constantFrom(...shellBits).map((text) => Uint8Array.from(Buffer.from(text))),
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
  ),
});

const isCode = (path: string): boolean => /\.sh$|Dockerfile[^/]*$|\.dockerignore$/.test(path);

/** Which sample, and which edits of which of its scripts and Dockerfiles. Files are told by their number, modulo how many there are. */
interface EditedSample {
  readonly name: string;
  readonly edits: readonly (readonly [file: number, edit: RandomEdit])[];
}

const editedSample: fc.Arbitrary<EditedSample> = fc.record({
  name: fc.constantFrom(...samples.map(({ name }) => name)),
  edits: fc.array(fc.tuple(fc.nat(20), anyEdit), { minLength: 1, maxLength: 4 }),
});

function treeOf({ name, edits }: EditedSample): TestTree {
  const tree = new Map<string, TestFile>(samples.find((sample) => sample.name === name)?.legacy);
  const paths = [...tree.keys()].filter(isCode);
  for (const [which, edit] of edits) {
    const path = paths[which % paths.length] ?? '';
    const file = tree.get(path);
    if (file !== undefined) tree.set(path, { ...file, bytes: edited(file.bytes, edit) });
  }
  return tree;
}

/** How many edited samples are tried; more with STAGEFOLD_RUNS. */
const runs = Number(process.env['STAGEFOLD_RUNS'] ?? 400);

describe('randomly edited samples', () => {
  it(`neither crash nor give a patch that does not apply (${runs} examples)`, () => {
    property(
      editedSample,
      (sample) => {
        const tree = treeOf(sample);
        const result = inFolder((folder) => {
          writeTree(folder, tree);
          return withoutPrograms(() => convert(folder, optionsOf(folder)));
        });
        expectUsefulDiagnostics(result);
        expect(result.report.patch === '').to.equal(result.changes.length === 0);
        if (result.changes.length > 0) expectTaken('git apply --check', tree, result.changes);
      },
      runs,
    );
  }).timeout(600_000);
});
