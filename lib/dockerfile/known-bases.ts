/**
 * Facts about widely used images: who runs in them and which directories they have. Only what holds for every tag
 * since 17.05 is listed; whatever is not listed is unknown, which is always the safe answer.
 */

/** Official library images whose default user is root and which set no other (OWN-1). */
const rootLibraries: ReadonlySet<string> = new Set([
  'adoptopenjdk',
  'almalinux',
  'alpine',
  'amazoncorretto',
  'amazonlinux',
  'archlinux',
  'bash',
  'buildpack-deps',
  'busybox',
  'caddy',
  'centos',
  'clojure',
  'composer',
  'crystal',
  'dart',
  'debian',
  'eclipse-temurin',
  'elixir',
  'erlang',
  'fedora',
  'gcc',
  'golang',
  'haskell',
  'haxe',
  'httpd',
  'ibmjava',
  'java',
  'julia',
  'maven',
  'mono',
  'nginx',
  'node',
  'openjdk',
  'oraclelinux',
  'perl',
  'php',
  'pypy',
  'python',
  'r-base',
  'rockylinux',
  'ruby',
  'rust',
  'sapmachine',
  'swift',
  'tomcat',
  'ubuntu',
]);

const rootRepositories: readonly RegExp[] = [
  /^microsoft\/(?:dotnet|aspnetcore|aspnetcore-build)$/,
  /^mcr\.microsoft\.com\/dotnet\/(?:core\/)?(?:sdk|nightly\/sdk)$/,
];

/** Bases that are no Linux root file system with the usual directories. */
const bareRepositories: ReadonlySet<string> = new Set(['scratch', 'hello-world', 'nats']);

/** The repository part of a reference: no tag, no digest, no default registry, no `library/`. */
export function repositoryOf(reference: string): string {
  const plain = reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const path = plain.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  const inner = architectures.exec(path)?.[1];
  return inner ?? path;
}

/** The official images for one architecture alone have the same names below the name of the architecture. */
const architectures =
  /^(?:amd64|arm32v[567]|arm64v8|aarch64|armel|armhf|i386|mips64le|ppc64le|riscv64|s390x)\/([^/]+)$/;

/** True where commands of the image are surely carried out as root (OWN-1). */
export function knownRootBase(reference: string): boolean {
  const repository = repositoryOf(reference);
  if (/:.*(?:nonroot|rootless|unprivileged)/.test(reference)) return false;
  return rootLibraries.has(repository) || rootRepositories.some((pattern) => pattern.test(repository));
}

/** Official images without an ENTRYPOINT: a container runs its command as it is given. */
const plainCommands: ReadonlySet<string> = new Set([
  'alpine',
  'amazonlinux',
  'buildpack-deps',
  'busybox',
  'centos',
  'debian',
  'elixir',
  'erlang',
  'fedora',
  'gcc',
  'golang',
  'java',
  'openjdk',
  'perl',
  'python',
  'ruby',
  'rust',
  'swift',
  'ubuntu',
]);

/** True where nothing stands between `docker run` and the command (RUN-8). */
export function runsCommandsAsTheyAre(reference: string): boolean {
  return plainCommands.has(repositoryOf(reference));
}

/** Directories that the File Hierarchy Standard and every common base have; /opt and /srv are missing in some. */
const standardDirectories: ReadonlySet<string> = new Set([
  '/',
  '/bin',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/mnt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/sys',
  '/tmp',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/local',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/share',
  '/var',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/tmp',
]);

/** Of busybox: it has few directories, and they have not changed. */
const busyboxDirectories: ReadonlySet<string> = new Set([
  '/',
  '/bin',
  '/dev',
  '/etc',
  '/home',
  '/proc',
  '/root',
  '/sys',
  '/tmp',
  '/usr',
  '/usr/sbin',
  '/var',
]);

/**
 * True where the path is a directory in practically every image that is not `scratch` (CO-D4, K4).
 *
 * @param reference the base image, null where it is not known
 */
export function isStandardDirectory(path: string, reference: string | null = null): boolean {
  const repository = reference === null ? null : repositoryOf(reference);
  if (repository !== null && bareRepositories.has(repository)) return path === '/';
  if (repository === 'busybox') return busyboxDirectories.has(path);
  return standardDirectories.has(path);
}

const firstLevel: ReadonlySet<string> = new Set([
  'bin',
  'boot',
  'dev',
  'etc',
  'home',
  'lib',
  'lib32',
  'lib64',
  'libx32',
  'media',
  'mnt',
  'opt',
  'proc',
  'root',
  'run',
  'sbin',
  'srv',
  'sys',
  'tmp',
  'usr',
  'var',
]);

const emptyInBase: ReadonlySet<string> = new Set(['home', 'media', 'mnt', 'opt', 'root', 'srv', 'tmp']);

/** Plain distributions: nothing but the standard lies on the first level, and nothing at all in the places for others. */
const plainBases: ReadonlySet<string> = new Set(['alpine', 'debian', 'ubuntu']);

/** True where the path is surely not there (K4). */
export function isAbsentInBase(path: string, reference: string): boolean {
  const repository = repositoryOf(reference);
  if (repository === 'scratch') return path !== '/';
  if (!plainBases.has(repository)) return false;
  const [, top = '', second] = path.split('/');
  if (top === '') return false;
  if (!firstLevel.has(top)) return true;
  return second !== undefined && emptyInBase.has(top) && !second.startsWith('.');
}

/**
 * Official images of which every tag has the working directory `/`, and no ENTRYPOINT or one that carries out the command
 * that it is given (node since 2018).
 */
const plainSettings: ReadonlySet<string> = new Set([
  'almalinux',
  'alpine',
  'amazonlinux',
  'archlinux',
  'buildpack-deps',
  'busybox',
  'centos',
  'debian',
  'fedora',
  'gcc',
  'node',
  'openjdk',
  'oraclelinux',
  'python',
  'rockylinux',
  'ruby',
  'rust',
  'ubuntu',
]);

/** What an image from elsewhere adds to the command line of its containers, as far as that holds for all its tags. */
export function baseSettings(reference: string): {
  readonly entrypoint: readonly string[] | null;
  readonly command: readonly string[] | null;
  readonly workdir: string | null;
} {
  const repository = repositoryOf(reference);
  if (repository === 'scratch') return { entrypoint: [], command: [], workdir: '/' };
  if (repository === 'golang') return { entrypoint: [], command: null, workdir: '/go' };
  if (plainSettings.has(repository)) return { entrypoint: [], command: null, workdir: '/' };
  return { entrypoint: null, command: null, workdir: null };
}
