import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './run.js';

const dist = join(root, 'dist');

/** Too big, or not made for bundling: loaded from node_modules when a script needs them. */
const external = ['@babel/parser', 'ts-morph'];

/** CommonJS dependencies ask for `require`, which a module does not have. */
const banner =
  "import { createRequire as stagefoldRequire } from 'node:module';\nconst require = stagefoldRequire(import.meta.url);";

const settings = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'chunk-[hash]',
  external,
  minify: true,
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
};

const library = {
  ...settings,
  entryPoints: { index: 'lib/index.ts' },
  splitting: true,
  format: 'esm',
  banner: { js: banner },
};

/** One CommonJS file: only such a script can be started with the code that V8 compiled before. */
const command = {
  ...settings,
  entryPoints: { cli: 'lib/cli/start.ts' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': 'stagefoldUrl' },
  banner: { js: "const stagefoldUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** Bundles the command and the public API into few files, so that a start reads little. Gives an exit code. */
export async function bundle() {
  const results = await Promise.all([library, command].map((each) => esbuild.build(each).catch(() => undefined)));
  if (results.includes(undefined)) return 1;
  write(results.flatMap((result) => result.outputFiles));
  const inputs = results.flatMap((result) => Object.keys(result.metafile.inputs));
  writeFileSync(join(dist, 'THIRD-PARTY.txt'), notices([...new Set(inputs)]));
  keepCompiledCode();
  return 0;
}

/** Runs the command once on a small pair and keeps what V8 compiled for it; a command without it only starts slower. */
function keepCompiledCode() {
  const pair = join(root, 'samples', 'href-counter', 'legacy');
  const options = { env: { ...process.env, STAGEFOLD_KEEP_CODE: '1' }, stdio: 'ignore' };
  spawnSync(process.execPath, [join(root, 'bin', 'stagefold'), pair], options);
}

/** New files first, then the old ones go: a command that starts meanwhile finds what it needs. */
function write(files) {
  mkdirSync(dist, { recursive: true });
  for (const file of files) writeFileSync(file.path, file.contents);
  const wanted = new Set(files.map((file) => file.path));
  for (const name of readdirSync(dist))
    if (!wanted.has(join(dist, name))) rmSync(join(dist, name), { recursive: true });
}

/** The licences of the packages that the bundle holds. */
function notices(inputs) {
  const names = new Set(inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  return [...names].sort().map(notice).join('\n');
}

function notice(name) {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text}\n`;
}
