import { expect } from 'chai';
import type { ConvertResult } from '../../lib/convert-types.js';
import { bytesAfter } from '../../lib/rewrite/change-bytes.js';
import type { Code } from '../../lib/source/codes.js';
import { allDiagnostics, expectUsefulDiagnostics } from './diagnostics.js';
import type { TestTree } from './folders.js';
import { convertTree } from './samples.js';

/** Files of a project by path. A name that ends in `*` is executable. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** What a conversion must come to. */
export interface Expected {
  readonly status: 'converted' | 'partial' | 'refused' | 'nothing';
  /** Every code that is said, assumption or note or refusal: no other may be. */
  readonly codes?: readonly Code[];
  /** Lines that stand one after the other in a Dockerfile that is written. */
  readonly lines?: readonly string[];
  /** Texts that no written Dockerfile has. */
  readonly never?: readonly string[];
  /** Lines of build.sh afterwards, without `#!` and `set`; null where build.sh must not change. */
  readonly script?: readonly string[] | null;
  /** The lowest engine that the result asks for. */
  readonly floor?: string;
}

/** A tiny project as it was, and what becomes of it. */
export interface LegacyCase {
  readonly files: ProjectFiles;
  readonly arguments?: readonly string[];
  readonly expected: Expected;
}

/** A builder Dockerfile, a runtime Dockerfile, and the script that carries artifacts from one to the other. */
export interface Classic {
  /** Dockerfile.build */
  readonly builder: string;
  /** Dockerfile */
  readonly runtime: string;
  /** Statements between the two builds; `c` is a container of the builder. */
  readonly carry: readonly string[];
  /** Statements before the builder is built, and after the runtime is. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** Options of the builds. */
  readonly builderOptions?: string;
  readonly runtimeOptions?: string;
  readonly files?: ProjectFiles;
}

/** The project that a classic builder pattern lies in. */
export function classic({ before = [], after = [], ...rest }: Classic): ProjectFiles {
  const line = (options = ''): string => (options === '' ? '' : ` ${options}`);
  const statements = [
    '#!/bin/sh',
    'set -e',
    ...before,
    `docker build -t app:build${line(rest.builderOptions)} -f Dockerfile.build .`,
    'docker create --name c app:build',
    ...rest.carry,
    'docker rm c',
    `docker build -t app${line(rest.runtimeOptions)} .`,
    ...after,
  ];
  return {
    'main.go': 'package main\n',
    'Dockerfile.build': rest.builder,
    Dockerfile: rest.runtime,
    'build.sh*': lines(...statements),
    ...rest.files,
  };
}

/** Text of these lines. */
export function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

/** Converts the project and compares what comes of it. */
export function expectOutcome({ files, arguments: args = [], expected }: LegacyCase): void {
  const result = convertTree(treeOf(files), args);
  const said = allDiagnostics(result);
  const shown = said.map(({ code, file, line, message }) => `${code} ${file ?? ''}:${line} ${message}`).join('\n');
  expect(statusOf(result), shown).to.equal(expected.status);
  expect(distinct(said.map(({ code }) => code)), shown).to.deep.equal(distinct(expected.codes ?? []));
  expectUsefulDiagnostics(result);
  const dockerfiles = result.changes.flatMap((change) =>
    change.kind === 'deleted' || change.path.endsWith('.sh') ? [] : [bytesAfter(change).toString()],
  );
  const text = dockerfiles.join('\n');
  if (expected.lines !== undefined) expect(`\n${text}`).to.include(`\n${lines(...expected.lines)}`);
  for (const part of expected.never ?? []) expect(text).to.not.include(part);
  if (expected.script !== undefined) expect(scriptAfter(result)).to.deep.equal(expected.script);
  if (expected.floor !== undefined)
    expect(result.report.conversions.map(({ engine }) => engine.floor)).to.deep.equal([expected.floor]);
}

/** One word for the whole result. */
function statusOf({ report }: ConvertResult): string {
  return distinct(report.conversions.map(({ status }) => status)).join(' and ') || 'nothing';
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)].sort();
}

function scriptAfter({ changes }: ConvertResult): readonly string[] | null {
  const change = changes.find(({ path }) => path === 'build.sh');
  if (change === undefined || change.kind === 'deleted') return null;
  return bytesAfter(change)
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !/^(?:#!|set )/.test(line));
}

function treeOf(files: ProjectFiles): TestTree {
  const rows = Object.entries(files).map(([path, text]): [string, { bytes: Buffer; executable: boolean }] => [
    path.replace(/\*$/, ''),
    { bytes: Buffer.from(text), executable: path.endsWith('*') },
  ]);
  return new Map(rows);
}
