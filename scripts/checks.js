import { capture } from './run.js';

/** What `npm run lint` and `npm test` check beside the tests. Each is a program of node_modules/.bin. */
const checks = [
  { name: 'eslint', args: ['--max-warnings', '0', '.'] },
  { name: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'knip', args: ['--no-progress'] },
  { name: 'publint', args: ['--strict', '--pack', 'false'] },
];

/** Runs all checks, two at a time, prints what failed, and gives the names of those. */
export async function runChecks() {
  const failed = [];
  const waiting = [...checks];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const { code, output, ms } = await capture(check.name, check.args);
      console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${check.name} (${(ms / 1000).toFixed(1)} s)`);
      if (code === 0) continue;
      console.log(output);
      failed.push(check.name);
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
}
