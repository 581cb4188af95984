import { spawn } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { packageRoot, toolVersion } from '../../lib/tool.js';
import { inFolder, run, writeTree } from '../support/folders.js';

const bin = join(packageRoot(), 'bin', 'stagefold');
const nothing = 'stagefold: no builder pattern found: nothing to convert\n';

/** Packs this package and unpacks it as an installation would: dependencies beside it, its command linked. */
function install(folder: string): string {
  const packed = run('npm', ['pack', '--silent', '--ignore-scripts', '--offline', '--pack-destination', folder], {
    cwd: packageRoot(),
  });
  if (packed.code !== 0) throw new Error(packed.err);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  const archive = packed.out.trim().split('\n').at(-1) ?? '';
  run('tar', ['-xzf', archive], { cwd: folder });
  run('mv', ['package', 'node_modules/stagefold'], { cwd: folder });
  symlinkSync('../stagefold/bin/stagefold', join(modules, '.bin', 'stagefold'));
  linkDependencies(modules);
  return join(modules, '.bin', 'stagefold');
}

function linkDependencies(modules: string): void {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(packageRoot(), 'node_modules', name), join(modules, name));
  }
}

describe('the installed package', () => {
  it('runs as a command, explains codes and serves as a library', function () {
    this.timeout(60_000);
    inFolder((folder) => {
      const command = install(folder);
      expect(lstatSync(join(folder, 'node_modules/stagefold/bin/stagefold')).mode & 0o111).to.equal(0o111);
      expect(run(command, ['--version'], { cwd: folder }).out).to.equal(`${toolVersion()}\n`);
      mkdirSync(join(folder, 'empty'));
      expect(run(command, ['empty'], { cwd: folder })).to.include({ code: 0, out: '', err: nothing });
      expect(run(command, ['explain', 'no-consumer'], { cwd: folder }).out).to.match(/^# no-consumer\n/);
      const script = "const { convert } = await import('stagefold'); console.log(typeof convert)";
      expect(run('node', ['--input-type=module', '-e', script], { cwd: folder }).out).to.equal('function\n');
      expect(run('ls', ['build/lib/index.d.ts'], { cwd: join(folder, 'node_modules/stagefold') }).code).to.equal(0);
    });
  });
});

describe('the command of the checkout', () => {
  it('runs from anywhere', () => {
    inFolder((folder) => expect(run(bin, [], { cwd: folder })).to.include({ code: 0, out: '', err: nothing }));
  });

  it('does not mind a reader that goes away', async () => {
    const child = spawn(bin, ['--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, said }).to.deep.equal({ code: 0, said: '' });
  });

  it('loads nothing heavy to convert what a shell script builds', () => {
    inFolder((folder) => {
      const project = join(folder, 'project');
      writeTree(project, builderPattern);
      const env = { ...process.env, NODE_V8_COVERAGE: join(folder, 'loaded') };
      expect(run(bin, ['project'], { cwd: folder, env }).code).to.equal(0);
      const loaded = loadedScripts(join(folder, 'loaded'));
      expect(loaded.some((file) => file.endsWith('dist/cli.cjs'))).to.equal(true);
      expect(loaded.filter((file) => /node_modules/.test(file))).to.deep.equal([]);
      expect(loaded.filter((file) => readFileSync(file, 'utf8').includes('YAMLParseError'))).to.deep.equal([]);
    });
  });
});

const file = (text: string) => ({ bytes: Buffer.from(text), executable: false });

const builderPattern = new Map([
  ['Dockerfile.build', file('FROM golang\nCOPY . /src\nRUN go build -o /src/app\n')],
  ['Dockerfile', file('FROM alpine\nCOPY app /root/app\n')],
  [
    'build.sh',
    file(
      [
        '#!/bin/sh',
        'docker build -t app:build -f Dockerfile.build .',
        'docker create --name extract app:build',
        'docker cp extract:/src/app ./app',
        'docker rm -f extract',
        'docker build -t app .',
        '',
      ].join('\n'),
    ),
  ],
]);

/** The files that a node process loaded, as its coverage data names them. */
function loadedScripts(folder: string): string[] {
  const reports = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const urls = reports.flatMap((report) =>
    (JSON.parse(report) as { result: { url: string }[] }).result.map(({ url }) => url),
  );
  return urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
}
