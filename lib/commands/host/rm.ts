import { displayPath, parentPath, relativeTo } from '../../world/host-path.js';
import type { Node } from '../../world/tree.js';
import type { CommandMeaning, Services } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { isDirectoryLike, setNode } from './copy-tree.js';
import { wholeDirectory } from './landing.js';
import { isEmpty } from './mv.js';
import { nodeAt, placeOf, presenceOf, type Place } from './place.js';
import { begin, finish, missed, notModelled, wrote, type Progress } from './progress.js';

const spec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set([
    '--recursive',
    '--force',
    '--dir',
    '--verbose',
    '-i',
    '-I',
    '--interactive',
    '--one-file-system',
    '--preserve-root',
    '--no-preserve-root',
  ]),
  values: new Set(),
  aliases: new Map([
    ['-r', '--recursive'],
    ['-R', '--recursive'],
    ['-f', '--force'],
    ['-d', '--dir'],
    ['-v', '--verbose'],
  ]),
};

/** `rm`: a name that a clean checkout does not hold is missing, which is a failure without `-f`. */
export const rm: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(invocation.arguments, spec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const names = new Set(options.map((option) => option.name));
  if (positionals.length === 0) return finish(names.has('--force') ? begin(world) : missed(begin(world)));
  const done = positionals.reduce((progress, { value }) => {
    const place = placeOf(value, progress.world, invocation.services);
    return removeOne(progress, place, names, invocation.services);
  }, begin(world));
  return finish(done);
};

function removeOne(progress: Progress, place: Place, names: ReadonlySet<string>, services: Services): Progress {
  const { host, cwd } = progress.world;
  const whole = names.has('--recursive') ? wholeDirectory(place, progress.world) : null;
  if (whole !== null) return emptyOut(progress, whole, services);
  if (presenceOf(host, place.path) === 'absent')
    return names.has('--force') ? touched(progress, place) : missed(progress);
  const node = nodeAt(host, place.path);
  if (place.ending === 'dot' || relativeTo(place.path, cwd) === '' || node === null) return missed(progress);
  const allowed = !isDirectoryLike(node) || names.has('--recursive') || (names.has('--dir') && isEmpty(node));
  return allowed ? remove(progress, place) : missed(progress);
}

/** `rm -f` of something that a dirty tree may hold: nothing changes, but the path was meant. */
function touched(progress: Progress, place: Place): Progress {
  return wrote(progress, place.path, progress.world.host);
}

function remove(progress: Progress, place: Place): Progress {
  const { host } = progress.world;
  const isNowhere = nodeAt(host, parentPath(place.path))?.kind === 'file';
  return isNowhere ? missed(progress) : wrote(progress, place.path, setNode(host, place.path, null));
}

/** `rm -rf dir/*` where the names in `dir` are not known. */
function emptyOut(
  progress: Progress,
  whole: { readonly path: string; readonly node: Node },
  services: Services,
): Progress {
  services.assume('wildcard-takes-all', {
    pattern: displayPath(`${whole.path}/*`),
    directory: displayPath(whole.path),
  });
  const { node } = whole;
  const emptied: Node = {
    kind: 'directory',
    origin: node.origin,
    mode: node.kind === 'link' ? { kind: 'kept' } : node.mode,
    layers: [],
  };
  return wrote(progress, whole.path, setNode(progress.world.host, whole.path, emptied));
}

const rmdirSpec: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['--parents', '--verbose', '--ignore-fail-on-non-empty']),
  values: new Set(),
  aliases: new Map([
    ['-p', '--parents'],
    ['-v', '--verbose'],
  ]),
};

/** `rmdir`: only what is known to be empty is removed; the content of an image may make it fail. */
export const rmdir: CommandMeaning = (invocation, world) => {
  const { options, positionals, unknown, unknownOptions } = parseOptions(invocation.arguments, rmdirSpec);
  if (unknown.length + unknownOptions.length > 0) return notModelled(invocation, world);
  const parents = options.some((option) => option.name === '--parents');
  const tolerant = options.some((option) => option.name === '--ignore-fail-on-non-empty');
  const places = positionals.map((argument) => placeOf(argument.value, world, invocation.services));
  const done = places.reduce(
    (progress, place) => removeEmpty(progress, place.path, parents ? world.cwd : null, tolerant),
    begin(world),
  );
  return finish(places.length === 0 ? missed(done) : done);
};

function removeEmpty(progress: Progress, path: string, upTo: string | null, tolerant: boolean): Progress {
  const node = nodeAt(progress.world.host, path);
  if (node === null || !isDirectoryLike(node)) return missed(progress);
  if (!isEmpty(node)) return tolerant ? progress : missed(progress);
  const after = wrote(progress, path, setNode(progress.world.host, path, null));
  const parent = parentPath(path);
  const goesOn = upTo !== null && parent !== upTo && relativeTo(upTo, parent) !== null;
  return goesOn ? removeEmpty(after, parent, upTo, tolerant) : after;
}
