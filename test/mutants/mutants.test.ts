import { expect } from 'chai';
import { evaluateEntry } from '../../lib/evaluate/evaluate.js';
import type { EntryPoint } from '../../lib/evaluate/entry.js';
import { prove, type Proof } from '../../lib/prove/prove.js';
import type { FileTree } from '../../lib/source/file-tree.js';
import type { Trace } from '../../lib/world/step.js';
import { applied } from '../support/appliers.js';
import type { TestTree } from '../support/folders.js';
import { conversionOf, samples, withTexts, type Sample } from '../support/samples.js';
import { fileTreeOf } from './file-tree.js';
import { mutantsOf, type Mutant } from './mutants.js';
import { equivalences, type Equivalence } from './survivors.js';

/** Every how-manieth mutant is tried; STAGEFOLD_ALL_MUTANTS=1 tries them all. */
const stride = process.env['STAGEFOLD_ALL_MUTANTS'] === '1' ? 1 : 3;

/** The proof over one sample, with the legacy side evaluated once. */
class Trial {
  readonly after: TestTree;
  readonly mutants: readonly Mutant[];
  readonly #legacy: FileTree;
  readonly #entries: readonly EntryPoint[];
  readonly #known = new Map<string, Trace>();

  constructor({ legacy, card, ...sample }: Sample) {
    const { report, changes } = conversionOf({ legacy, card, ...sample });
    this.#legacy = fileTreeOf(legacy);
    this.after = applied(legacy, changes);
    this.mutants = changes.flatMap((change) => (change.kind === 'deleted' ? [] : mutantsOf(change.path, change.text)));
    this.#entries = [...new Set(report.conversions.map(({ entry }) => entry))].map((file) => ({ file, name: file }));
  }

  prove(rewritten: TestTree): Proof {
    return prove(
      this.#legacy,
      fileTreeOf(rewritten),
      { legacy: this.#entries, rewritten: this.#entries },
      (tree, entry) => this.#evaluate(tree, entry),
    );
  }

  original({ file }: Mutant): string {
    return this.after.get(file)?.bytes.toString() ?? '';
  }

  #evaluate(tree: FileTree, entry: EntryPoint): Trace {
    if (tree !== this.#legacy) return evaluateEntry(tree, entry);
    const trace = this.#known.get(entry.name) ?? evaluateEntry(tree, entry);
    this.#known.set(entry.name, trace);
    return trace;
  }
}

const counts = { killed: 0, left: 0 };
const met = new Map<Equivalence, number>();

/** What is wrong with letting the mutant live; null where it was killed or is no error. */
function fault(trial: Trial, mutant: Mutant): string | null {
  const { status } = trial.prove(withTexts(trial.after, { [mutant.file]: mutant.text }));
  counts[status === 'failed' ? 'killed' : 'left']++;
  if (status === 'failed') return null;
  const equivalence = equivalences.find(({ holds }) => holds(mutant, trial.original(mutant), trial.after));
  if (equivalence !== undefined) met.set(equivalence, (met.get(equivalence) ?? 0) + 1);
  const { file, mutation, unit, word, other } = mutant;
  return equivalence === undefined
    ? `${status} ${file}: ${mutation} ${word ?? ''} in "${unit}"${other === null ? '' : `, "${other}"`}`
    : null;
}

const converting = samples.filter(({ card }) => card.result === 'converted');
const share = stride === 1 ? 'every mutant' : `one mutant in ${stride}`;

describe(`the proof finds planted errors (${share})`, () => {
  for (const sample of converting) {
    it(sample.name, () => {
      const trial = new Trial(sample);
      expect(trial.prove(trial.after).status, 'the rewrite itself').to.not.equal('failed');
      expect(trial.mutants).to.not.be.empty;
      const tried = trial.mutants.filter((_, at) => at % stride === 0);
      expect(tried.flatMap((mutant) => fault(trial, mutant) ?? [])).to.deep.equal([]);
    }).timeout(120_000);
  }

  after('count', () => {
    const classes = [...met].map(([{ name, because }, count]) => `  ${count} ${name}: ${because}`);
    process.stdout.write(
      `\n  mutants: ${counts.killed} killed, ${counts.left} survived (${share})\n${classes.join('\n')}\n`,
    );
  });
});
