import { resolveHostPath, type HostPath } from '../../world/host-path.js';
import { findNode, openDirectory, updateNode, withContents, type Node, type Origin } from '../../world/tree.js';
import { knownText, type Value } from '../../world/value.js';
import type { CommandOption, CopyOut, Image, Tool, World } from '../../world/world.js';
import type { Invocation } from '../command.js';
import { optionValues } from '../options.js';
import { untouchedContainer } from './untouched-container.js';

/** What `docker build --output DIR` writes to the host (OUT-1). */
export interface LocalOutput {
  readonly world: World;
  readonly copies: readonly CopyOut[];
}

/** Lays the image's whole root into the folders that `--output type=local` names. */
export function localOutput(
  options: readonly CommandOption[],
  image: Image,
  tool: Tool,
  invocation: Invocation,
  world: World,
): LocalOutput {
  const several = optionValues(options, '--platform').some((value) => knownText(value)?.includes(',') === true);
  const folders = several ? [] : optionValues(options, '--output').flatMap((value) => localFolder(value, world) ?? []);
  let at = world;
  const copies: CopyOut[] = [];
  for (const to of folders) {
    const container = untouchedContainer(image, tool, null, invocation);
    const origin: Origin = { kind: 'artifact', container, path: '/', follow: false };
    const host = updateNode(at.host, to, () => landed(at, to, origin));
    if (host === null) continue;
    at = { ...at, host };
    copies.push({ container, from: '/', fromEnding: 'dot', to, origin });
  }
  return { world: at, copies };
}

/** `DIR` or `type=local,dest=DIR`; null for other exporters and for standard output. */
function localFolder(value: Value, world: World): HostPath[] | null {
  const text = knownText(value);
  if (text === null || text === '-') return null;
  if (!text.includes('=')) return [resolveHostPath(value, world.cwd).path];
  const fields = new Map(
    text.split(',').map((field): [string, string] => {
      const [key = '', ...rest] = field.split('=');
      return [key.trim(), rest.join('=')];
    }),
  );
  const folder = fields.get('dest');
  if (fields.get('type') !== 'local' || folder === undefined || folder === '-') return null;
  return [resolveHostPath([{ kind: 'text', text: folder }], world.cwd).path];
}

/** A folder that was not there has mode 0700; in one that was, nothing is deleted (OUT-1). */
function landed(world: World, to: HostPath, origin: Origin): Node {
  const found = findNode(world.host, to);
  const there = found.kind === 'found' ? openDirectory(found.node) : null;
  return withContents(
    there ?? { kind: 'directory', origin: null, mode: { kind: 'bits', bits: 0o700 }, layers: [] },
    origin,
  );
}
