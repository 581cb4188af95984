// How long things take, as ratios to something everyone can measure. Asserts nothing. Run `npm run build` before.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convert } from '../dist/index.js';
import { findCandidates } from '../build/lib/discover/candidates.js';
import { isCheckoutFailure, openCheckout } from '../build/lib/discover/repository.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin', 'stagefold');
const sample = join(root, 'samples', 'href-counter', 'legacy');
const options = { scripts: [], builders: [], runtimes: [], strict: false, engine: 'auto' };

/** Median of the milliseconds that `action` takes. */
function median(runs, action) {
  const times = Array.from({ length: runs }, () => {
    const started = process.hrtime.bigint();
    action();
    return Number(process.hrtime.bigint() - started) / 1e6;
  });
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
}

function print(name, ours, theirs, what) {
  const ratio = (ours / theirs).toFixed(2).padStart(7);
  console.log(
    `${name.padEnd(34)}${ours.toFixed(2).padStart(9)} ms / ${theirs.toFixed(2).padStart(8)} ms = ${ratio}  (${what})`,
  );
}

/** The sample as it would be checked out: committed in a repository of its own. */
function checkOut(folder) {
  spawnSync('cp', ['-R', `${sample}/.`, folder]);
  commit(folder);
}

function commit(folder) {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
  execFileSync('git', ['init', '-q'], { cwd: folder });
  execFileSync('git', ['add', '-Af'], { cwd: folder });
  execFileSync('git', [...identity, 'commit', '-q', '-m', 'bench'], { cwd: folder });
}

function write(folder, path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A tree of 20,000 files in which one folder in a hundred speaks of docker. */
function growTree(folder) {
  const source = 'export const value = 1;\n'.repeat(40);
  for (let at = 0; at < 20_000; at++) {
    const place = `packages/p${Math.floor(at / 100)}/src`;
    if (at % 100 === 0) write(folder, `${place}/../build.sh`, '#!/bin/sh\ndocker build -t app .\n');
    else if (at % 100 === 1) write(folder, `${place}/../Dockerfile`, 'FROM alpine\nCOPY . /src\n');
    else write(folder, `${place}/file${at % 100}.ts`, source);
  }
  commit(folder);
}

function readAll(folder) {
  const files = readdirSync(folder, { withFileTypes: true }).filter((item) => item.isFile());
  for (const item of files) readFileSync(join(folder, item.name));
}

function benchStart(folder) {
  const empty = join(folder, '..', 'empty.mjs');
  writeFileSync(empty, '');
  const run = (...args) => spawnSync(process.execPath, args, { stdio: 'ignore' });
  run(bin, folder);
  const ours = median(21, () => run(bin, folder));
  print(
    'whole conversion',
    ours,
    median(21, () => run(empty)),
    'an empty node program',
  );
}

function benchPair(folder) {
  const ours = median(101, () => convert(folder, options));
  print(
    'one pair, started already',
    ours,
    median(101, () => readAll(folder)),
    'reading the same files',
  );
}

function benchDiscovery(folder) {
  const discover = () => {
    const checkout = openCheckout(folder);
    if (isCheckoutFailure(checkout)) throw new Error('the generated tree cannot be opened');
    return findCandidates(checkout);
  };
  const grep = () => spawnSync('git', ['grep', '-l', 'docker'], { cwd: folder, stdio: 'ignore' });
  discover();
  grep();
  print('discovery in 20,000 files', median(7, discover), median(7, grep), 'git grep -l docker');
}

const folder = mkdtempSync(join(tmpdir(), 'stagefold-bench-'));
try {
  const [pair, tree] = ['pair', 'tree'].map((name) => join(folder, name));
  for (const place of [pair, tree]) mkdirSync(place);
  if (existsSync(sample)) {
    checkOut(pair);
    benchStart(pair);
    benchPair(pair);
  } else {
    console.log('samples/href-counter is missing: no conversion is measured');
  }
  growTree(tree);
  benchDiscovery(tree);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
