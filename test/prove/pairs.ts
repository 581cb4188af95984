import { evaluateEntry } from '../../lib/evaluate/evaluate.js';
import { prove, type Proof } from '../../lib/prove/prove.js';
import { changed, treeOf, type Files } from './trees.js';

/** A legacy pair of Dockerfiles with its hand-off, and what it became. */
export interface Pair {
  /** Dockerfile.build */
  readonly builder: string;
  /** Dockerfile */
  readonly runtime: string;
  /** `docker cp` sources and targets: `['/app', 'app']`. */
  readonly handOff: readonly (readonly [from: string, to: string])[];
  /** Flags of `docker cp`. */
  readonly copyFlags?: string;
  readonly merged: string;
  /** Files besides. */
  readonly files?: Files;
  /** Options of the two legacy builds and of the one that is left. */
  readonly options?: { readonly builder?: string; readonly runtime?: string; readonly merged?: string };
  /** Statements before the builds, between them and after them: kept. */
  readonly before?: string;
  readonly between?: string;
  readonly after?: string;
}

const shared: Files = {
  'main.go': 'package main\n',
  'config.yml': 'a: 1\n',
  'src/index.js': 'x\n',
  'package.json': '{}\n',
};

export function legacyFiles(pair: Pair): Files {
  const { builder, runtime, handOff, copyFlags = '', options = {}, before = '', between = '', after = '' } = pair;
  const lines = [
    'set -e',
    before,
    `docker build -t app:build ${options.builder ?? ''} -f Dockerfile.build .`,
    'docker create --name extract app:build',
    ...handOff.map(([from, to]) => `docker cp ${copyFlags} extract:${from} ${to}`),
    'docker rm extract',
    between,
    `docker build -t app ${options.runtime ?? ''} .`,
    after,
  ];
  return { ...shared, ...pair.files, 'Dockerfile.build': builder, Dockerfile: runtime, 'build.sh*': script(lines) };
}

export function rewrittenFiles(pair: Pair): Files {
  const { merged, options = {}, before = '', between = '', after = '' } = pair;
  const lines = ['set -e', before, between, `docker build -t app ${options.merged ?? options.runtime ?? ''} .`, after];
  return changed(legacyFiles(pair), { Dockerfile: merged, 'Dockerfile.build': null, 'build.sh': script(lines) });
}

function script(lines: readonly string[]): string {
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

const entry = { file: 'build.sh', name: 'build.sh' };

export function proofOf(legacy: Files, rewritten: Files, entries = [entry]): Proof {
  return prove(treeOf(legacy), treeOf(rewritten), { legacy: entries, rewritten: entries }, evaluateEntry);
}

export function provePair(pair: Pair): Proof {
  return proofOf(legacyFiles(pair), rewrittenFiles(pair));
}

/** Status and codes in one line, with what failed. */
export function shown(proof: Proof): string {
  const codes = [...new Set(proof.assumptions.map(({ code }) => code))].sort();
  const failures = proof.failures.map(({ message }) => message);
  return [proof.status, ...(proof.status === 'failed' ? failures : codes)].join(' ');
}
