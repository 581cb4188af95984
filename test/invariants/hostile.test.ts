import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { convert } from '../../lib/convert.js';
import type { ConvertResult } from '../../lib/convert-types.js';
import { allDiagnostics, expectUsefulDiagnostics } from '../support/diagnostics.js';
import { expectTaken } from '../support/appliers.js';
import { git, inFolder, readTree } from '../support/folders.js';
import { leavingAlone } from '../support/guard.js';
import { optionsOf } from '../support/samples.js';
import { heavyCases, lightCases, type HostileCase } from './hostile-cases.js';

const isRoot = process.getuid?.() === 0;

/** A program that is still running after this many seconds hangs; how fast it is, the benchmark tells. */
const patience = 120;

/** Lays out a repository, and a folder beside it that it has no business with. */
function inHostileFolder<T>(hostile: HostileCase, action: (parent: string, folder: string) => T): T {
  return inFolder((parent) => {
    const [folder, outside] = [join(parent, 'repository'), join(parent, 'outside')];
    for (const each of [folder, outside]) mkdirSync(each);
    hostile.make(folder, outside);
    return action(parent, folder);
  });
}

/** Converts without harm to anything around, and checks the patch where one comes out. */
function convertHere(parent: string, folder: string): ConvertResult {
  const result = leavingAlone(parent, () => convert(folder, optionsOf(folder)));
  if (result.changes.length > 0) expectTaken('git apply --check', readTree(folder), result.changes);
  expectUsefulDiagnostics(result);
  return result;
}

function expectOutcome(result: ConvertResult, expected: HostileCase['expected']): void {
  const said = allDiagnostics(result).map(({ code, message }) => `${code}: ${message}`);
  const outcome = result.unreadable ? 'unreadable' : result.changes.length > 0 ? 'converted' : 'unchanged';
  if (expected !== undefined) expect(outcome, said.join('\n')).to.equal(expected);
}

describe('hostile input: no crash, no program, nothing written, nothing outside touched (invariants 5 and 6)', () => {
  for (const [group, cases] of Object.entries(lightCases)) {
    describe(group, () => {
      for (const hostile of cases) {
        it(`${hostile.name}, in a git repository`, () => {
          inHostileFolder(hostile, (parent, folder) => {
            git(folder, 'init', '--quiet');
            git(folder, 'add', '--all');
            expectOutcome(convertHere(parent, folder), hostile.expected);
          });
        });
        it(`${hostile.name}, in a plain folder`, () => {
          inHostileFolder(hostile, (parent, folder) => expectOutcome(convertHere(parent, folder), hostile.expected));
        });
      }
    });
  }

  for (const [group, cases] of Object.entries(heavyCases)) {
    describe(`${group}: it ends`, () => {
      for (const hostile of cases) {
        it(hostile.name, () => {
          inHostileFolder(hostile, (parent) => {
            const program = join(import.meta.dirname, 'convert-once.js');
            const { stdout, stderr, error } = spawnSync(process.execPath, [program, parent, 'repository'], {
              timeout: patience * 1000,
              encoding: 'utf8',
            });
            expect(error, error?.message ?? '').to.equal(undefined);
            expect(stderr.slice(-2000)).to.equal('');
            if (hostile.expected !== undefined) expect(stdout).to.equal(hostile.expected);
          });
        }).timeout(patience * 1000 + 10_000);
      }
    });
  }

  describe('what cannot be read', () => {
    for (const [name, make] of [
      ['a path that does not exist', () => undefined],
      ['a file instead of a folder', (path: string) => writeFileSync(path, 'x')],
    ] as const) {
      it(`${name} is said to be so`, () => {
        inFolder((folder) => {
          const path = join(folder, 'target');
          make(path);
          const result = leavingAlone(folder, () => convert(path, optionsOf(folder)));
          expect(allDiagnostics(result)).to.not.be.empty;
          expectUsefulDiagnostics(result);
          expectOutcome(result, 'unreadable');
        });
      });
    }

    // Root reads everything, so nothing can be denied to it: there a folder of that name stands for the file (above).
    if (!isRoot) {
      it('files and folders without permission', () => {
        inFolder((folder) => {
          const paths = ['build.sh', 'Dockerfile', 'closed'];
          mkdirSync(join(folder, 'closed'));
          for (const path of paths.slice(0, 2)) writeFileSync(join(folder, path), 'docker build .\n');
          for (const path of paths) chmodSync(join(folder, path), 0);
          const result = convert(folder, optionsOf(folder));
          chmodSync(join(folder, 'closed'), 0o700);
          expectUsefulDiagnostics(result);
          expectOutcome(result, 'unchanged');
        });
      });
    }
  });
});
