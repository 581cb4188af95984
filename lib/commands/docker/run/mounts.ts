import { normalizePath, resolveHostPath, type HostPath } from '../../../world/host-path.js';
import { knownText, renderValue, splitAtFirst, textValue, type Value } from '../../../world/value.js';
import type { CommandOption, World } from '../../../world/world.js';

/** What a container sees at one of its paths in place of the image's files. */
export type Mount =
  /** A path of the host. */
  | { readonly kind: 'bind'; readonly source: HostPath; readonly target: string; readonly readOnly: boolean }
  /** A named or anonymous volume; null where it has no name. */
  | { readonly kind: 'volume'; readonly name: string | null; readonly target: string }
  | { readonly kind: 'tmpfs'; readonly target: string }
  /** `--volumes-from`: whatever volumes another container has. */
  | { readonly kind: 'of-container'; readonly container: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** The mounts of a `docker run` or `docker create`, in the order written. */
export function mountsOf(options: readonly CommandOption[], world: World): readonly Mount[] {
  return options.flatMap(({ name, value }): Mount[] => {
    if (value === null) return [];
    switch (name) {
      case '--volume':
        return [volumeMount(value, world)];
      case '--mount':
        return [longMount(value, world)];
      case '--tmpfs':
        return [{ kind: 'tmpfs', target: normalizePath(renderValue(value).split(':')[0] ?? '/') }];
      case '--volumes-from':
        return [{ kind: 'of-container', container: renderValue(value).replace(/:r[ow]$/, '') }];
      default:
        return [];
    }
  });
}

/** `HOST:CONTAINER[:OPTIONS]`, `NAME:CONTAINER[:OPTIONS]`, or `CONTAINER` alone. */
function volumeMount(value: Value, world: World): Mount {
  const split = splitAtFirst(value, ':');
  if (split === null) {
    const target = knownText(value);
    return target?.startsWith('/') === true
      ? { kind: 'volume', name: null, target: normalizePath(target) }
      : { kind: 'unknown', text: renderValue(value) };
  }
  const rest = splitAtFirst(split.tail, ':');
  const target = knownText(rest?.head ?? split.tail);
  const flags = rest === null ? '' : renderValue(rest.tail);
  if (target?.startsWith('/') !== true) return { kind: 'unknown', text: renderValue(value) };
  return mountFrom(split.head, normalizePath(target), /(?:^|,)(?:ro|readonly)(?:,|$)/.test(flags), world);
}

/** A path where it begins like one, else the name of a volume. */
function mountFrom(source: Value, target: string, readOnly: boolean, world: World): Mount {
  const text = renderValue(source);
  const isPath = /^[/.~]/.test(text) || source[0]?.kind === 'symbol';
  if (!isPath) return { kind: 'volume', name: text, target };
  return { kind: 'bind', source: resolveHostPath(source, world.cwd).path, target, readOnly };
}

/** `type=bind,source=…,target=…[,readonly]` */
function longMount(value: Value, world: World): Mount {
  const fields = new Map(splitFields(value).map((field) => fieldOf(field)));
  const type = knownText(fields.get('type') ?? textValue('volume'));
  const target = knownText(fields.get('target') ?? fields.get('destination') ?? fields.get('dst') ?? []);
  const source = fields.get('source') ?? fields.get('src') ?? null;
  const readOnly = fields.has('readonly') || fields.has('ro');
  if (target?.startsWith('/') !== true) return { kind: 'unknown', text: renderValue(value) };
  if (type === 'tmpfs') return { kind: 'tmpfs', target: normalizePath(target) };
  if (type === 'volume')
    return { kind: 'volume', name: source === null ? null : renderValue(source), target: normalizePath(target) };
  if (type !== 'bind' || source === null) return { kind: 'unknown', text: renderValue(value) };
  return { kind: 'bind', source: resolveHostPath(source, world.cwd).path, target: normalizePath(target), readOnly };
}

function splitFields(value: Value): Value[] {
  const split = splitAtFirst(value, ',');
  return split === null ? [value] : [split.head, ...splitFields(split.tail)];
}

function fieldOf(field: Value): [string, Value] {
  const split = splitAtFirst(field, '=');
  return split === null ? [renderValue(field), []] : [renderValue(split.head), split.tail];
}
