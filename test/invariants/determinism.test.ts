import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { convert } from '../../lib/convert.js';
import type { Report } from '../../lib/report/report.js';
import { inFolder, run, writeTree, type TestTree } from '../support/folders.js';
import { conversionOf, convertTree, optionsOf, samples, type Sample } from '../support/samples.js';

/** Runs `action` while folders are listed in another order. */
function withListings<T>(reorder: (names: readonly unknown[]) => unknown[], action: () => T): T {
  const original = fs.readdirSync;
  const reordered = (...args: unknown[]): unknown[] => reorder(Reflect.apply(original, fs, args) as unknown[]);
  Object.defineProperty(fs, 'readdirSync', { value: reordered, configurable: true, writable: true });
  syncBuiltinESMExports();
  try {
    return action();
  } finally {
    Object.defineProperty(fs, 'readdirSync', { value: original, configurable: true, writable: true });
    syncBuiltinESMExports();
  }
}

/** Orders of a listing: the same names, never the same first. */
const listings: Readonly<Record<string, (names: readonly unknown[]) => unknown[]>> = {
  backwards: (names) => [...names].reverse(),
  rotated: (names) => [...names.slice(1), ...names.slice(0, 1)],
  'even before odd': (names) => [...names.filter((_, at) => at % 2 === 1), ...names.filter((_, at) => at % 2 === 0)],
};

function jsonOf(folder: string, { card }: Sample): string {
  return JSON.stringify(convert(folder, optionsOf(folder, card.arguments)).report);
}

/** The same files, written in another order. */
function backwards(tree: TestTree): TestTree {
  return new Map([...tree].reverse());
}

/** A report without the folder's name. */
function withoutRoot(report: Report): string {
  return JSON.stringify(report).replaceAll(report.root, '/root');
}

const environments: readonly Readonly<Record<string, string>>[] = [
  { LC_ALL: 'C', LANG: 'C', TZ: 'UTC' },
  { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
  { LC_ALL: 'sv_SE.ISO8859-1', LANG: 'sv_SE', TZ: 'America/St_Johns', NO_COLOR: '1', CI: 'true' },
];

describe('the same input gives the same output, byte for byte (invariant 4)', () => {
  for (const sample of samples) {
    it(`${sample.name}: again, in another order of listings, in another folder`, () => {
      inFolder((folder) => {
        writeTree(folder, sample.legacy);
        const first = jsonOf(folder, sample);
        expect(jsonOf(folder, sample), 'a second run').to.equal(first);
        for (const [name, reorder] of Object.entries(listings)) {
          expect(
            withListings(reorder, () => jsonOf(folder, sample)),
            `listings ${name}`,
          ).to.equal(first);
        }
      });
      const { report } = convertTree(backwards(sample.legacy), sample.card.arguments);
      expect(withoutRoot(report), 'files written backwards').to.equal(withoutRoot(conversionOf(sample).report));
    });
  }

  it('all samples, in other locales and time zones', () => {
    inFolder((folder) => {
      const folders = samples.map(({ name, legacy }) => {
        writeTree(join(folder, name), legacy);
        return join(folder, name);
      });
      const program = join(import.meta.dirname, 'convert-all.js');
      const outputs = environments.map((environment) => {
        const { code, out, err } = run(process.execPath, [program, ...folders], {
          cwd: folder,
          env: { ...process.env, ...environment },
        });
        expect({ code, err }).to.deep.equal({ code: 0, err: '' });
        return out;
      });
      expect(new Set(outputs).size).to.equal(1);
    });
  }).timeout(60_000);
});
