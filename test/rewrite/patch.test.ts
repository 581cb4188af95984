import { expect } from 'chai';
import fc from 'fast-check';
import { renderPatch, renderPatchBytes } from '../../lib/rewrite/patch.js';
import { describeTree, inFolder, readTree, run, writeTree } from '../support/folders.js';
import { changeOf, patchCases, treeOf, type PatchCase } from './patch-cases.js';

const appliers = {
  'git apply': (folder: string, patch: Buffer) => {
    const check = run('git', ['apply', '--check', '--whitespace=nowarn', '-'], { cwd: folder, input: patch });
    expect(check.err).to.equal('');
    return run('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: patch });
  },
  'patch -p1': (folder: string, patch: Buffer) => run('patch', ['-p1', '--silent'], { cwd: folder, input: patch }),
};

/** Applies the patch of all cases to their files, with both programs, and compares byte for byte. */
function expectApplies(
  cases: readonly PatchCase[],
  apply: (folder: string, patch: Buffer) => ReturnType<typeof run>,
): void {
  const patch = renderPatchBytes(cases.flatMap((one) => changeOf(one) ?? []));
  inFolder((folder) => {
    writeTree(
      folder,
      treeOf(cases, (one) => one.before),
    );
    if (patch.length > 0) {
      const result = apply(folder, patch);
      expect({ code: result.code, said: result.out + result.err }, patch.toString()).to.deep.equal({
        code: 0,
        said: '',
      });
    }
    expect(describeTree(readTree(folder)), patch.toString()).to.deep.equal(
      describeTree(treeOf(cases, (one) => one.after)),
    );
  });
}

describe('a rendered patch', () => {
  for (const [program, apply] of Object.entries(appliers)) {
    describe(`is taken by ${program}`, () => {
      for (const one of patchCases) it(one.name, () => expectApplies([one], apply));

      it('many files at once', () => {
        expectApplies(
          patchCases.map((one, at) => ({ ...one, path: `${at}/${one.path ?? 'Dockerfile'}` })),
          apply,
        );
      });

      it('any text', () => {
        fc.assert(
          fc.property(fc.array(anyCase, { minLength: 1, maxLength: 12 }), (cases) => {
            expectApplies(
              cases.map((one, at) => ({ ...one, path: `f${at}` })),
              apply,
            );
          }),
          { numRuns: 40 },
        );
      });
    });
  }
});

const line = fc.constantFrom(
  '',
  'a',
  'b',
  'c',
  '\r',
  'ä',
  '-',
  '+',
  ' ',
  '\\ No newline at end of file',
  '@@ -1 +1 @@',
  '\u2028',
  '\ufeff',
);
const anyText = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends && lines.length > 0 ? '\n' : ''));
const anySide = fc.option(fc.record({ bytes: anyText, mode: fc.constantFrom(0o644, 0o755) }), { freq: 8 });
const anyCase: fc.Arbitrary<PatchCase> = fc.record({ name: fc.constant('any'), before: anySide, after: anySide });

describe('renderPatch', () => {
  it('prints files by path, whatever their order', () => {
    const [b, a] = ['b', 'a'].map((path) => ({ kind: 'added', path, text: 'x\n', mode: 0o644 }) as const);
    if (a === undefined || b === undefined) throw new Error('no changes');
    expect(renderPatch([b, a])).to.equal(renderPatch([a, b]));
    expect(renderPatch([b, a]).match(/^diff.*/gm)).to.deep.equal(['diff --git a/a b/a', 'diff --git a/b b/b']);
  });

  it('prints what git prints', () => {
    const change = changeOf({ name: '', before: { bytes: 'a\nb\n' }, after: { bytes: 'a\nc' } });
    const header = 'diff --git a/Dockerfile b/Dockerfile\n--- a/Dockerfile\n+++ b/Dockerfile\n';
    expect(renderPatch(change === null ? [] : [change])).to.equal(
      `${header}@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n`,
    );
  });

  it('quotes names as git does', () => {
    expect(renderPatch([{ kind: 'added', path: 'ä"', text: 'x\n', mode: 0o644 }])).to.contain(
      '+++ "b/\\303\\244\\""\n',
    );
  });

  it('is empty without changes', () => {
    expect(renderPatch([])).to.equal('');
    expect(renderPatchBytes([])).to.have.length(0);
  });

  it('takes 10,000 changed lines in one block, and soon', () => {
    const text = (mark: string): string => Array.from({ length: 10_000 }, (_, at) => `${mark} ${at}\n`).join('');
    const kept = 'one\ntwo\nthree\nfour\n';
    const one = { name: '', before: { bytes: kept + text('old') + kept }, after: { bytes: kept + text('new') + kept } };
    const started = Date.now();
    for (const apply of Object.values(appliers)) expectApplies([one], apply);
    expect(Date.now() - started).to.be.below(5000);
    const change = changeOf(one);
    expect(renderPatch(change === null ? [] : [change])).to.contain('@@ -2,10006 +2,10006 @@\n two\n');
  });
});
