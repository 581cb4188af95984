import { mentionsDocker, type Candidates } from './candidates.js';
import type { Checkout } from './repository.js';

export type DriverLanguage =
  | 'PowerShell'
  | 'Python'
  | 'Ruby'
  | 'Perl'
  | 'PHP'
  | 'batch'
  | 'fish'
  | 'YAML'
  | 'Go'
  | 'Rust'
  | 'Gradle'
  | 'Groovy'
  | 'other';

/** A line that carries files in or out of a container, in a file that we cannot evaluate: reported, never passed over. */
export interface UnreadableDriver {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** Trimmed, cut after 200 characters. */
  readonly text: string;
  readonly language: DriverLanguage;
}

const languages: ReadonlyMap<string, DriverLanguage> = new Map([
  ['ps1', 'PowerShell'],
  ['psm1', 'PowerShell'],
  ['psd1', 'PowerShell'],
  ['py', 'Python'],
  ['rb', 'Ruby'],
  ['rake', 'Ruby'],
  ['pl', 'Perl'],
  ['pm', 'Perl'],
  ['php', 'PHP'],
  ['bat', 'batch'],
  ['cmd', 'batch'],
  ['fish', 'fish'],
  ['yml', 'YAML'],
  ['yaml', 'YAML'],
  ['go', 'Go'],
  ['rs', 'Rust'],
  ['gradle', 'Gradle'],
  ['kts', 'Gradle'],
  ['groovy', 'Groovy'],
]);

/** `docker cp`, `docker container create`, and the same as a list of words: `["docker", "cp", …]`. */
const carrying =
  /(?:docker|podman|nerdctl|buildah)(?:\.exe)?[\s"'`,)}\]%]+(?:-[\w-]+(?:=[^\s"',]*)?[\s"',]+)*(?:container["',\s]+)?(?:cp|create|export)\b/i;
/** The same through the Docker API (docker-py, Ansible). */
const carryingByApi = /\bget_archive\(|\bput_archive\(|\bCopyFromContainer\(|docker_container_copy_into/;

const limit = 1 << 20;

/** Looks into the PowerShell, Python, Ansible, batch … files for lines that `docker cp`, `create` or `export`. */
export function unreadableDrivers(
  checkout: Checkout,
  candidates: Pick<Candidates, 'powershell' | 'otherDrivers'>,
): readonly UnreadableDriver[] {
  const buffer = Buffer.allocUnsafe(limit);
  const paths = [...candidates.powershell, ...candidates.otherDrivers].sort();
  return paths.flatMap((path) => {
    const length = checkout.head(path, buffer);
    if (typeof length !== 'number') return [];
    const text = buffer.toString('latin1', 0, length);
    return mentionsDocker(text) || carryingByApi.test(text)
      ? carryingLines(path, buffer.toString('utf8', 0, length))
      : [];
  });
}

function carryingLines(path: string, text: string): readonly UnreadableDriver[] {
  const language = languages.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase()) ?? 'other';
  return text.split('\n').flatMap((line, at) => {
    const shown = line.length > 4096 ? line.slice(0, 4096) : line;
    if (!carrying.test(shown) && !carryingByApi.test(shown)) return [];
    return isComment(shown, language) ? [] : [{ path, line: at + 1, text: shown.trim().slice(0, 200), language }];
  });
}

function isComment(line: string, language: DriverLanguage): boolean {
  if (language === 'batch') return /^\s*(?:@?rem\b|::)/i.test(line);
  return language === 'Go' || language === 'Rust' || language === 'Groovy' || language === 'Gradle'
    ? /^\s*\/\//.test(line)
    : /^\s*#/.test(line);
}
