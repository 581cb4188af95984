import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isCheckoutFailure, openCheckout, type Checkout } from '../../lib/discover/repository.js';

const made: string[] = [];

/** A new empty folder, removed by `removeFolders`. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stagefold-discover-')));
  made.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Writes files; a name that ends in '*' becomes executable. */
export function write(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name.replace(/\*$/, ''));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    if (name.endsWith('*')) chmodSync(path, 0o755);
  }
}

export function git(folder: string, ...args: readonly string[]): string {
  const settings = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'protocol.file.allow=always'];
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(kept), GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', [...settings, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A repository in which the files are added, not committed. */
export function newRepository(files: Readonly<Record<string, string | Buffer>>, ...init: readonly string[]): string {
  const folder = newFolder();
  git(folder, 'init', '-q', ...init);
  write(folder, files);
  git(folder, 'add', '-A');
  return folder;
}

export function checkoutOf(folder: string): Checkout {
  const checkout = openCheckout(folder);
  if (isCheckoutFailure(checkout)) throw new Error(`${checkout.code}: ${checkout.why}`);
  return checkout;
}

/** A folder without git, opened. */
export function present(files: Readonly<Record<string, string | Buffer>>): Checkout {
  const folder = newFolder();
  write(folder, files);
  return checkoutOf(folder);
}
