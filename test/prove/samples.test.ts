import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { EntryPoint } from '../../lib/evaluate/entry.js';
import { evaluateRoots } from '../../lib/evaluate/entries.js';
import { packageRoot } from '../../lib/tool.js';
import { dockerfileMutants, scriptMutants, type Mutant } from './mutants.js';
import { proofOf, shown } from './pairs.js';
import { changed, readFiles, treeOf, type Files } from './trees.js';

interface Card {
  readonly deleted?: readonly string[];
  readonly codes: readonly string[];
}

interface Sample {
  readonly name: string;
  readonly codes: readonly string[];
  readonly legacy: Files;
  readonly rewritten: Files;
  /** Files that the conversion changes. */
  readonly changes: Files;
}

const folder = join(packageRoot(), 'samples');

function sampleOf(name: string): Sample {
  const card = JSON.parse(readFileSync(join(folder, name, 'sample.json'), 'utf8')) as Card;
  const legacy = readFiles(join(folder, name, 'legacy'));
  const changes = readFiles(join(folder, name, 'expected'));
  const deleted = Object.fromEntries((card.deleted ?? []).map((path) => [path, null]));
  return { name, codes: card.codes, legacy, changes, rewritten: changed(legacy, { ...changes, ...deleted }) };
}

const converted = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, 'expected')))
  .sort();

/** The scripts that people start: those that no other calls. */
function entriesOf(legacy: Files): EntryPoint[] {
  const scripts = Object.entries(legacy).flatMap(([path, text]) =>
    /\.sh\*?$/.test(path) && /docker|podman|buildah/.test(text) ? [path.replace(/\*$/, '')] : [],
  );
  return evaluateRoots(treeOf(legacy), scripts).map(({ entry }) => entry);
}

function check({ legacy }: Sample, rewritten: Files): string {
  return shown(proofOf(legacy, rewritten, entriesOf(legacy)));
}

/**
 * Planted errors that change nothing: default values that the script always overrides, instructions that neither read
 * nor write what the other does, and what never leaves a builder.
 */
const harmless: readonly RegExp[] = [
  /^swapped with the next: (?:COPY|CMD|EXPOSE|LABEL|USER node|ARG|ENV VERSION|WORKDIR \/$)/i,
  /^swapped with the next: (?:RUN|FROM) .*(?:pack|bundle|golint|handoff|pump)/,
  /^swapped with the next: (?:\w+=|set -e|cd )/,
  /MAINTAINER/,
  /^with \w+=\S+x: ARG/,
  /^without --no-cache:/,
  /^without image: docker image build/,
  /^without -n: if \[ -n/,
  /^dropped: ;;$/,
  /^with acme\/pager:buildx/,
];

/** Samples that between them use most of the rules. */
const mutated = [
  'artifact-published',
  'build-args-both',
  'copy-dot',
  'functions-and-wrapper',
  'ignore-filters-artifact',
  'user-builder',
];

function mutantsOf(path: string, text: string): readonly Mutant[] {
  if (/dockerfile/i.test(path)) return dockerfileMutants(text);
  return path.replace(/\*$/, '').endsWith('.sh') ? scriptMutants(text) : [];
}

describe('prove: the samples', () => {
  for (const name of converted) {
    it(`${name} is equal to what the sample expects`, () => {
      const sample = sampleOf(name);
      const [status = '', ...codes] = check(sample, sample.rewritten).split(' ');
      expect(status, codes.join(' ')).to.be.oneOf(['proven', 'assumed']);
      expect(sample.codes).to.include.members(codes);
    });
  }
});

describe('prove: planted errors in samples', function () {
  this.timeout(60_000);
  for (const name of mutated) {
    it(`${name}: none goes unnoticed`, () => {
      const sample = sampleOf(name);
      const plain = check(sample, sample.rewritten);
      const mutants = Object.entries(sample.changes).flatMap(([path, text]) =>
        mutantsOf(path, text).map((mutant) => ({ ...mutant, path })),
      );
      const alive = mutants.filter(
        ({ path, text }) =>
          text !== sample.changes[path] && check(sample, changed(sample.rewritten, { [path]: text })) === plain,
      );
      expect(
        alive.map(({ what }) => what).filter((what) => !harmless.some((pattern) => pattern.test(what))),
      ).to.deep.equal([]);
    });
  }
});
