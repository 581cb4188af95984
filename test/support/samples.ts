import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { locateAll } from '../../lib/cli/locate.js';
import { readArguments } from '../../lib/cli/options.js';
import { convert } from '../../lib/convert.js';
import type { ConvertOptions, ConvertResult } from '../../lib/convert-types.js';
import { git, inFolder, readTree, writeTree, type TestTree } from './folders.js';

/** One row of `handOffs` in sample.json. */
export interface HandOffRow {
  readonly stage: string;
  readonly artifact: string;
  /** Path of the legacy runtime Dockerfile. */
  readonly runtime: string;
  readonly runtimePath: string;
  readonly via: string;
  readonly kind: string;
}

/** The contents of sample.json; samples/README.md says what each key means. */
interface SampleCard {
  readonly title: string;
  readonly result: 'converted' | 'partial' | 'refused' | 'nothing';
  readonly arguments: readonly string[];
  readonly entry: string;
  readonly deleted: readonly string[];
  readonly handOffs: readonly HandOffRow[];
  readonly hostCopies: readonly { readonly artifact: string; readonly host: string }[];
  readonly codes: readonly string[];
}

export interface Sample {
  readonly name: string;
  readonly card: SampleCard;
  readonly legacy: TestTree;
  /** Whole files that the conversion adds or modifies. */
  readonly expected: TestTree;
}

/** The repository that this file, or its compiled form, lies in. */
const root = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'samples', 'README.md'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('no folder samples/ above the tests');
  return rootAbove(parent);
}

/** Every folder of samples/, in order of the names. */
export const samples: readonly Sample[] = readdirSync(join(root, 'samples'), { withFileTypes: true })
  .filter((item) => item.isDirectory())
  .map(({ name }) => readSample(name, join(root, 'samples', name)))
  .sort((one, other) => (one.name < other.name ? -1 : 1));

function readSample(name: string, folder: string): Sample {
  const expected = join(folder, 'expected');
  return {
    name,
    card: JSON.parse(readFileSync(join(folder, 'sample.json'), 'utf8')) as SampleCard,
    legacy: readTree(join(folder, 'legacy')),
    expected: existsSync(expected) ? readTree(expected) : new Map(),
  };
}

/** The whole project as it shall be after the conversion. */
export function treeAfter({ legacy, expected, card }: Sample): TestTree {
  const kept = [...legacy].filter(([path]) => !card.deleted.includes(path));
  return new Map([...kept, ...expected]);
}

/** Gives a new git repository with these files, all of them tracked that the ignore file lets through, to `action`. */
export function inRepository<T>(tree: TestTree, action: (folder: string) => T): T {
  return inFolder((folder) => {
    writeTree(folder, tree);
    git(folder, 'init', '--quiet');
    git(folder, 'add', '--all');
    return action(folder);
  });
}

/** The options that a command line below `folder` means. */
export function optionsOf(folder: string, args: readonly string[] = []): ConvertOptions {
  const call = readArguments([...args, '.']);
  if (call.kind !== 'convert') throw new Error(`not a conversion: ${args.join(' ')}`);
  const files = locateAll(folder, folder, call);
  if (files.kind === 'missing') throw new Error(files.message);
  return { ...files.found, strict: call.strict, engine: call.engine, extract: call.extract };
}

/** Converts files as a git repository that holds nothing else. */
export function convertTree(tree: TestTree, args: readonly string[] = []): ConvertResult {
  return inRepository(tree, (folder) => convert(folder, optionsOf(folder, args)));
}

const conversions = new Map<Sample, ConvertResult>();

/** What a sample converts to; done once, however many tests ask. */
export function conversionOf(sample: Sample): ConvertResult {
  const result = conversions.get(sample) ?? convertTree(sample.legacy, sample.card.arguments);
  conversions.set(sample, result);
  return result;
}

/** The hand-offs of a result in the form of sample.json, in an order of their own. */
export function handOffRows({ report }: ConvertResult): readonly HandOffRow[] {
  const rows = report.conversions.flatMap(({ runtime, handOffs }) =>
    handOffs.map(({ stage, artifact, runtimePath, via, kind }) => {
      return { stage, artifact, runtime: runtime?.dockerfile ?? '', runtimePath, via, kind };
    }),
  );
  return sortedByText(rows);
}

/** Rows in an order that depends on nothing but what they say. */
export function sortedByText<T extends object>(rows: readonly T[]): readonly T[] {
  const keyed = rows.map((row): [string, T] => [JSON.stringify(Object.entries(row).sort()), row]);
  return keyed.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, row]) => row);
}

/** A tree with some of its files replaced, added, or (null) removed; modes stay. */
export function withTexts(tree: TestTree, texts: Readonly<Record<string, string | null>>): TestTree {
  const changed = new Map(tree);
  for (const [path, text] of Object.entries(texts)) {
    if (text === null) changed.delete(path);
    else changed.set(path, { executable: tree.get(path)?.executable ?? false, bytes: Buffer.from(text) });
  }
  return changed;
}
