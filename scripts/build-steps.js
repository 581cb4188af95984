import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bundle } from './bundle.js';
import { root, run } from './run.js';

/** Removes compiled files whose source is gone, so that a deleted test does not run on. */
function pruneStale() {
  const output = join(root, 'build');
  if (!existsSync(output)) return;
  for (const item of readdirSync(output, { recursive: true, withFileTypes: true })) {
    const file = join(item.parentPath, item.name);
    const source = join(root, relative(output, file).replace(/(\.d\.ts|\.js\.map|\.js)$/, '.ts'));
    if (item.isFile() && !existsSync(source)) rmSync(file, { force: true });
  }
}

/** Compiles lib and test into build/ and bundles the command into dist/, side by side. Gives an exit code. */
export async function build() {
  pruneStale();
  const codes = await Promise.all([run('tsc', ['-p', 'tsconfig.json']), bundle()]);
  return Math.max(...codes);
}
