import { repositoryOf } from './known-bases.js';

/** Tools that come with every shell: coreutils, or busybox. */
const withShell: ReadonlySet<string> = new Set([
  'base64',
  'cat',
  'chmod',
  'cp',
  'cut',
  'find',
  'gunzip',
  'gzip',
  'head',
  'ln',
  'md5sum',
  'mkdir',
  'mv',
  'rm',
  'sed',
  'sha1sum',
  'sha224sum',
  'sha256sum',
  'sha384sum',
  'sha512sum',
  'tail',
  'touch',
  'tr',
]);

/** Packages that bring a tool, in any distribution. */
const packagesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['strip', ['binutils', 'gcc', 'g\\+\\+', 'build-base', 'build-essential', 'clang']],
  ['objcopy', ['binutils', 'gcc', 'g\\+\\+', 'build-base', 'build-essential']],
  ['upx', ['upx', 'upx-ucl']],
  ['bzip2', ['bzip2']],
  ['bunzip2', ['bzip2']],
  ['xz', ['xz', 'xz-utils']],
  ['unxz', ['xz', 'xz-utils']],
  ['zstd', ['zstd']],
  ['unzstd', ['zstd']],
  ['dos2unix', ['dos2unix']],
  ['unix2dos', ['dos2unix']],
  ['shasum', ['perl']],
]);

/** Images built on buildpack-deps, which has a compiler and the usual packers. */
const developer: ReadonlySet<string> = new Set([
  'buildpack-deps',
  'gcc',
  'golang',
  'haskell',
  'python',
  'ruby',
  'rust',
]);
const developerTools: ReadonlySet<string> = new Set(['bunzip2', 'bzip2', 'objcopy', 'shasum', 'strip', 'unxz', 'xz']);

/** True where a base image surely has the tool (HOST-2). */
export function baseHasTool(reference: string, tool: string): boolean {
  const repository = repositoryOf(reference);
  if (repository === 'scratch') return false;
  if (withShell.has(tool)) return true;
  if (repository === 'alpine' || /-alpine|alpine\d/.test(reference))
    return /^(?:bzip2|bunzip2|unxz|dos2unix|unix2dos)$/.test(tool);
  return developer.has(repository) && !/slim|curl|scm|windows|nanoserver/.test(reference) && developerTools.has(tool);
}

/** True where the text of a RUN installs a package that brings the tool. */
export function installsTool(command: string, tool: string): boolean {
  const packages = packagesOf.get(tool);
  if (packages === undefined) return false;
  const names = packages.join('|');
  return new RegExp(
    `\\b(?:apk|apt-get|apt|yum|dnf|zypper|pacman)\\b[^;&|]*(?:add|install|-S)\\b[^;&|]*\\s(?:${names})(?=[\\s=;&|]|$)`,
  ).test(command.replace(/\\\n/g, ' '));
}

/** The packages to install, for a message. */
export function packagesFor(tool: string): string {
  return (packagesOf.get(tool) ?? [tool])[0]?.replaceAll('\\', '') ?? tool;
}
