/**
 * Mocha reporter: names failing tests as `spec` does, prints one dot a passing test, and ends with `N passed, N failed`.
 * With MOCHA_COUNTS=FILE it also writes the counts there, for scripts/test.js.
 */
const { writeFileSync } = require('node:fs');
const mocha = require('mocha');

module.exports = class CountReporter extends mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      const counts = { passed: passes, failed: failures, pending };
      if (process.env.MOCHA_COUNTS) writeFileSync(process.env.MOCHA_COUNTS, JSON.stringify(counts));
      process.stdout.write(`${passes} passed, ${failures} failed\n`);
    });
  }
};
