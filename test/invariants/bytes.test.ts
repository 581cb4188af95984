import { expect } from 'chai';
import fc from 'fast-check';
import { parseDockerfile } from '../../lib/dockerfile/parse.js';
import { bytesBefore } from '../../lib/rewrite/change-bytes.js';
import { applyEdits } from '../../lib/rewrite/edit.js';
import { decodeSource, encodeSource } from '../../lib/source/source-file.js';
import { conversionOf, samples } from '../support/samples.js';
import { property } from './property.js';

/** The bytes after reading, an edit of nothing, and writing. */
function rewritten(path: string, bytes: Uint8Array): Buffer {
  const file = decodeSource(path, bytes);
  return encodeSource(file, applyEdits(file.text, []));
}

/** The text put together again from its instructions and what stands between them. */
function reassembled(bytes: Uint8Array): { readonly text: string; readonly again: string } {
  const file = decodeSource('Dockerfile', bytes);
  const same = parseDockerfile(file).instructions.map(({ span }) => ({
    span,
    text: file.text.slice(span.start, span.end),
  }));
  return { text: file.text, again: applyEdits(file.text, same) };
}

const isDockerfile = (path: string): boolean => /(?:^|\/)[^/]*Dockerfile[^/]*$/.test(path);

describe('reading and writing without edits (invariant 3)', () => {
  for (const sample of samples) {
    it(`every file of ${sample.name} keeps its bytes`, () => {
      for (const [path, { bytes }] of [...sample.legacy, ...sample.expected]) {
        expect(rewritten(path, bytes).equals(bytes), path).to.equal(true);
        if (!isDockerfile(path)) continue;
        const { text, again } = reassembled(bytes);
        expect(again, path).to.equal(text);
      }
    });

    it(`the changes of ${sample.name} begin with the bytes of the files`, () => {
      const { changes } = conversionOf(sample);
      const before = changes.filter(({ kind }) => kind !== 'added');
      const differing = before.filter(
        (change) => sample.legacy.get(change.path)?.bytes.equals(bytesBefore(change)) !== true,
      );
      expect(differing.map(({ path }) => path)).to.deep.equal([]);
    });
  }

  it('any bytes stay', () => {
    property(
      fc.uint8Array({ maxLength: 200 }),
      (bytes) => expect(rewritten('x', bytes).equals(bytes)).to.equal(true),
      500,
    );
  });

  it('any text of a Dockerfile stays', () => {
    property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      (text) => {
        const parts = reassembled(Buffer.from(text));
        expect(parts.again).to.equal(parts.text);
      },
      500,
    );
  });
});
