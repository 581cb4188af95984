// Build, checks, then the tests under coverage. The last line is always `N passed, N failed`; a failed check counts as one failure.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build-steps.js';
import { runChecks } from './checks.js';
import { run } from './run.js';

/** Runs the tests; a run that ends without counts (a load error) has failed as a whole. */
async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'stagefold-test-'));
  const file = join(folder, 'counts.json');
  const code = await run('c8', ['mocha', 'build/test/**/*.test.js'], { MOCHA_COUNTS: file });
  try {
    return { ...JSON.parse(readFileSync(file, 'utf8')), code };
  } catch {
    return { passed: 0, failed: 0, code: code || 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function finish(passed, failed, checks) {
  if (checks.length > 0) console.log(`\nfailed: ${checks.join(', ')}`);
  process.exitCode = failed + checks.length === 0 ? 0 : 1;
  console.log(`${passed} passed, ${failed + checks.length} failed`);
}

if ((await build()) !== 0) {
  finish(0, 0, ['build']);
} else {
  const checks = await runChecks();
  const tests = await runTests();
  if (tests.code !== 0 && tests.failed === 0) checks.push('coverage or test run');
  finish(tests.passed, tests.failed, checks);
}
