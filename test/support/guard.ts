import childProcess from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { expect } from 'chai';

const starters = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const;

/** Runs `action` while every way to start a program throws. */
export function withoutPrograms<T>(action: () => T): T {
  const originals = starters.map((name): [string, unknown] => [name, childProcess[name]]);
  const refuse = (program: unknown): never => {
    throw new Error(`a program was started: ${String(program)}`);
  };
  for (const name of starters)
    Object.defineProperty(childProcess, name, { value: refuse, configurable: true, writable: true });
  syncBuiltinESMExports();
  try {
    return action();
  } finally {
    for (const [name, value] of originals)
      Object.defineProperty(childProcess, name, { value, configurable: true, writable: true });
    syncBuiltinESMExports();
  }
}

/** Every name below a folder, git's own too, with what it holds. Names are read as latin1, so that none is lost. */
function snapshot(folder: string, path = '', found: Record<string, string> = {}): Record<string, string> {
  for (const item of readdirSync(Buffer.from(folder + path, 'latin1'), { withFileTypes: true, encoding: 'latin1' })) {
    const inner = `${path}/${item.name}`;
    const place = Buffer.from(folder + inner, 'latin1');
    const { mode, mtimeMs } = lstatSync(place);
    const content = item.isFile()
      ? readFileSync(place).toString('latin1')
      : item.isSymbolicLink()
        ? readlinkSync(place)
        : '';
    found[inner] = `${mode.toString(8)} ${mtimeMs} ${content}`;
    if (item.isDirectory()) snapshot(folder, inner, found);
  }
  return found;
}

/** Runs `action`, starts no program meanwhile, and finds the folder as it was. */
export function leavingAlone<T>(folder: string, action: () => T): T {
  const before = snapshot(folder);
  const result = withoutPrograms(action);
  const after = snapshot(folder);
  const touched = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (path) => before[path] !== after[path],
  );
  expect(touched, 'files that were written').to.deep.equal([]);
  return result;
}
