import { parentPath, relativeTo, repositoryPath, type HostPath } from '../../../world/host-path.js';
import { seenAs } from '../../../world/seen.js';
import { findNode, namesIn, type DirectoryNode } from '../../../world/tree.js';
import type { Finding } from '../../../world/world.js';
import type { Mount } from './mounts.js';

/** What a bind mount brings into the stage that takes the place of the container. */
export type MountedSource =
  /** A folder of the host with something in it, or a file. */
  | {
      readonly kind: 'copied';
      readonly entry: 'file' | 'directory';
      readonly source: HostPath;
      readonly target: string;
    }
  /** A folder for what the command makes. */
  | { readonly kind: 'empty'; readonly target: string }
  | { readonly kind: 'none' };

export interface ReadMount {
  readonly mount: Mount;
  readonly source: MountedSource;
  readonly findings: readonly Finding[];
}

const secretPlace =
  /(?:^|\/)\.(?:ssh|npmrc|netrc|aws|docker|gnupg|kube|pypirc|git-credentials|azure)(?:\/|$)|SSH_AUTH_SOCK|(?:^|\/)credentials/;
const cachePlace =
  /(?:^|\/)(?:\.m2|\.cache|\.npm|\.gradle|\.cargo|\.ivy2|\.sbt|\.yarn|\.nuget|\.composer|\.bundle|\.pub-cache|\.stack|pkg|pkg\/mod|registry|_?cacache|[\w.-]*cache)(?:\/|$)/;
const hostFacts = /^\/etc\/(?:localtime|timezone|passwd|group|hosts|resolv\.conf)$/;

/** What a mount means for a stage (3.3). */
export function readMount(mount: Mount, host: DirectoryNode): ReadMount {
  const none = { kind: 'none' } as const;
  const refuse = (code: Finding['code'], values: Finding['values']): ReadMount => ({
    mount,
    source: none,
    findings: [{ code, values }],
  });
  switch (mount.kind) {
    case 'tmpfs':
      return { mount, source: none, findings: [] };
    case 'unknown':
      return refuse('mount-outside', { source: mount.text, target: mount.text });
    case 'of-container':
      return refuse('run-volume', { volume: `the volumes of ${mount.container}` });
    case 'volume':
      return cachePlace.test(mount.target) || (mount.name !== null && /cache/i.test(mount.name))
        ? refuse('cache-mount-dropped', { target: mount.target })
        : refuse('run-volume', { volume: mount.name ?? mount.target });
    case 'bind':
      return readBind(mount, host);
  }
}

function readBind(mount: Mount & { kind: 'bind' }, host: DirectoryNode): ReadMount {
  const { source, target } = mount;
  const plain = (of: MountedSource): ReadMount => ({ mount, source: of, findings: [] });
  const tell = (code: Finding['code'], values: Finding['values']): ReadMount => ({
    mount,
    source: { kind: 'none' },
    findings: [{ code, values }],
  });
  if (/docker\.sock$/.test(source)) return tell('run-needs', { what: 'the socket of the engine' });
  if (secretPlace.test(source)) return tell('run-secret', { name: target });
  const found = findNode(host, source);
  if (repositoryPath(source) === null && !isFreshFolder(found)) {
    if (cachePlace.test(target)) return tell('cache-mount-dropped', { target });
    if (hostFacts.test(source)) return tell('run-options-dropped', { options: `--volume ${source}` });
    return tell('mount-outside', { source, target });
  }
  if (found.kind === 'absent') return plain({ kind: 'empty', target });
  if (found.kind === 'uncertain') return tell('mount-outside', { source, target });
  const { node } = found;
  if (node.kind === 'directory' && seenAs(node) === null && namesIn(node).length === 0 && node.layers.length === 0)
    return plain({ kind: 'empty', target });
  const entry =
    node.kind === 'directory' || (node.kind === 'opaque' && node.entry === 'directory') ? 'directory' : 'file';
  return plain({ kind: 'copied', entry, source, target });
}

/** A folder that the script itself made, with nothing in it: its place does not matter. */
function isFreshFolder(found: ReturnType<typeof findNode>): boolean {
  return (
    found.kind === 'found' &&
    found.node.kind === 'directory' &&
    found.node.origin === null &&
    found.node.layers.every((layer) => layer.kind === 'entries' && layer.entries.size === 0)
  );
}

/** The folder that holds everything that is mounted, as one build context; null where nothing is. */
export function contextOf(sources: readonly MountedSource[]): HostPath | null {
  const folders = sources.flatMap((source) =>
    source.kind === 'copied' ? [source.entry === 'directory' ? source.source : parentPath(source.source)] : [],
  );
  const [first, ...others] = folders;
  if (first === undefined) return null;
  let context = first;
  while (others.some((other) => relativeTo(context, other) === null)) context = parentPath(context);
  return context;
}
