import { expect } from 'chai';
import type { FileChange } from '../../lib/rewrite/file-change.js';
import { renderPatchBytes } from '../../lib/rewrite/patch.js';
import { inFolder, readTree, run, writeTree, type TestTree } from './folders.js';

const appliers = {
  'git apply --check': ['git', 'apply', '--check', '--whitespace=nowarn', '-'],
  'patch -p1 --dry-run': ['patch', '-p1', '--dry-run', '--silent', '--force'],
} as const;

export type Applier = keyof typeof appliers;
export const everyApplier = Object.keys(appliers) as Applier[];

/** Asks a program whether it would take the changes to these files as a patch. */
export function expectTaken(by: Applier, tree: TestTree, changes: readonly FileChange[]): void {
  inFolder((folder) => {
    writeTree(folder, tree);
    runOn(folder, appliers[by], changes);
  });
}

/** The files after `git apply` of the changes. */
export function applied(tree: TestTree, changes: readonly FileChange[]): TestTree {
  return inFolder((folder) => {
    writeTree(folder, tree);
    if (changes.length > 0) runOn(folder, ['git', 'apply', '--whitespace=nowarn', '-'], changes);
    return readTree(folder);
  });
}

function runOn(folder: string, [program = '', ...args]: readonly string[], changes: readonly FileChange[]): void {
  const patch = renderPatchBytes(changes);
  const { code, out, err } = run(program, args, { cwd: folder, input: patch });
  expect({ code, said: out + err }, patch.toString()).to.deep.equal({ code: 0, said: '' });
}
