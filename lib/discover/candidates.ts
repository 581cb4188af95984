import {
  ciSystemOf,
  driverKind,
  isScriptFolder,
  isVendored,
  kindOfPath,
  type CiSystem,
  type NameKind,
} from './names.js';
import type { Checkout, CheckoutEntry } from './repository.js';
import { parentOf } from './tree-reader.js';

export type { CiSystem } from './names.js';

export interface CiFile {
  readonly path: string;
  readonly system: CiSystem;
}

/** Files that may form a builder pattern, by their role, each list in the order of the checkout. */
export interface Candidates {
  readonly dockerfiles: readonly string[];
  /** Shell scripts. */
  readonly scripts: readonly string[];
  readonly makefiles: readonly string[];
  readonly javascript: readonly string[];
  readonly packageJson: readonly string[];
  readonly compose: readonly string[];
  readonly ci: readonly CiFile[];
  readonly powershell: readonly string[];
  /** Files of languages and tools that are not evaluated: `unreadableDrivers` looks into them. */
  readonly otherDrivers: readonly string[];
  readonly ignoreFiles: readonly string[];
}

type Role = keyof Candidates;

const roleOfKind: Partial<Readonly<Record<NameKind, Role>>> = {
  dockerfile: 'dockerfiles',
  ignore: 'ignoreFiles',
  compose: 'compose',
  ci: 'ci',
  make: 'makefiles',
  shell: 'scripts',
  javascript: 'javascript',
  'package-json': 'packageJson',
  powershell: 'powershell',
  'other-driver': 'otherDrivers',
};

/** Sorts the files of the checkout into roles: by name, and where a name says nothing, by the first bytes. */
export function findCandidates(checkout: Checkout): Candidates {
  const found: Record<Role, string[]> = {
    dockerfiles: [],
    scripts: [],
    makefiles: [],
    javascript: [],
    packageJson: [],
    compose: [],
    ci: [],
    powershell: [],
    otherDrivers: [],
    ignoreFiles: [],
  };
  const buffer = Buffer.allocUnsafe(4096);
  for (const entry of checkout.entries.values()) {
    const role = roleOf(checkout, entry, buffer);
    if (role !== undefined) found[role].push(entry.path);
  }
  const ci = found.ci.flatMap((path) => {
    const system = ciSystemOf(path);
    return system === undefined ? [] : [{ path, system }];
  });
  return { ...found, ci };
}

/** A link is not a driver of its own (its target is), but `docker build -f` takes a linked Dockerfile. */
function roleOf(checkout: Checkout, entry: CheckoutEntry, buffer: Buffer): Role | undefined {
  if (entry.kind === 'submodule') return undefined;
  const kind = kindOfPath(entry.path);
  if (kind === 'dockerfile' || kind === 'ignore') return roleOfKind[kind];
  if (entry.kind === 'symlink') return undefined;
  if (kind === 'dockerfile?') return dubiousRole(checkout, entry.path, buffer);
  if (isVendored(entry.path)) return undefined;
  if (kind === 'probe') return isProbed(entry) ? probedRole(checkout, entry.path, buffer) : undefined;
  return roleOfKind[kind];
}

function isProbed(entry: CheckoutEntry): boolean {
  return isScriptFolder(parentOf(entry.path)) || entry.executable;
}

/** As much as the kernel reads of a `#!` line in old systems; no real one is longer. */
const shebangLength = 128;

function probedRole(checkout: Checkout, path: string, buffer: Buffer): Role | undefined {
  const length = checkout.head(path, buffer.subarray(0, shebangLength));
  return typeof length === 'number' ? roleOfShebang(buffer.toString('latin1', 0, length)) : undefined;
}

/** The program that a `#!` line names; `env`, its options and assignments are passed over (execve(2), env(1)). */
export function interpreterOf(head: string): string | undefined {
  const line = /^(?:\u00ef\u00bb\u00bf)?#![ \t]*([^\r\n]+)/.exec(head)?.[1];
  const words = line?.trim().split(/[ \t]+/) ?? [];
  const names = words.map((word) => word.slice(word.lastIndexOf('/') + 1));
  if (names[0] !== 'env' && names[0] !== 'busybox') return names[0];
  return names.slice(1).find((name, at) => !name.startsWith('-') && !words[at + 1]?.includes('='));
}

/** The role of a file that begins with this text, by its `#!` line; undefined without one. */
export function roleOfShebang(
  head: string,
): 'scripts' | 'javascript' | 'makefiles' | 'powershell' | 'otherDrivers' | undefined {
  const interpreter = interpreterOf(head);
  if (interpreter === undefined) return undefined;
  if (/^(?:ba|da|a|k|mk|pdk|z|rba)?sh(?:-?[\d.]+)?(?:\.exe)?$/.test(interpreter)) return 'scripts';
  if (/^(?:nodejs|node|deno|bun|zx|tsx|ts-node)$/.test(interpreter)) return 'javascript';
  if (/^(?:g?make)$/.test(interpreter)) return 'makefiles';
  return /^(?:pwsh|powershell)$/.test(interpreter) ? 'powershell' : 'otherDrivers';
}

/** A file with the name of a Dockerfile and the ending of something else is what its first instruction says. */
function dubiousRole(checkout: Checkout, path: string, buffer: Buffer): Role | undefined {
  const length = checkout.head(path, buffer);
  const text = typeof length === 'number' ? buffer.toString('latin1', 0, length) : '';
  if (beginsAsDockerfile(text)) return 'dockerfiles';
  if (isVendored(path)) return undefined;
  return roleOfShebang(text) ?? roleOfKind[driverKind(path)];
}

/** Whether the first line that is neither blank nor a comment is FROM or ARG (Dockerfile reference, "Format"). */
export function beginsAsDockerfile(text: string): boolean {
  const first = text.split('\n').find((line) => !/^\s*(?:#|$)/.test(line.replace(/^(?:\u00ef\u00bb\u00bf)/, ''))) ?? '';
  const line = first.replace(/^(?:\u00ef\u00bb\u00bf)/, '').trim();
  if (/^ARG\s+[A-Za-z_]\w*(?:=|$)/i.test(line)) return true;
  // `from x import y` is how many a Python file begins.
  return /^FROM\s+\S/i.test(line) && !/^from\s+\S+\s+import\b/.test(line) && !/['";]/.test(line);
}

/** Container engines and builders; a variable such as `$DOCKER` counts as well. */
const engineWord = /docker|podman|nerdctl|buildah/i;

/** Whether the text names a container engine anywhere. */
export function mentionsDocker(text: string): boolean {
  return engineWord.test(text);
}

/** Whether a script is worth evaluation: it names a container engine, and not only in comments that stand alone. */
export function isPossibleDriver(text: string): boolean {
  return (
    mentionsDocker(text) && text.split('\n').some((line) => mentionsDocker(line) && !/^\s*#(?:[\s#!]|$)/.test(line))
  );
}

const driverLimit = 1 << 20;

/**
 * Those of the files whose text makes them possible drivers, in the order given. Reads without the cache of the checkout,
 * which then holds only what somebody evaluates. A file of more than 1 MiB counts as a driver: its reader will say more.
 */
export function driversAmong(checkout: Checkout, paths: readonly string[]): readonly string[] {
  const buffer = Buffer.allocUnsafe(driverLimit);
  return paths.filter((path) => {
    const length = checkout.head(path, buffer);
    if (typeof length !== 'number' || length === driverLimit) return true;
    return isPossibleDriver(buffer.toString('latin1', 0, length));
  });
}
