import type { ToolReading } from '../commands/tools.js';
import type { RunInstruction } from '../dockerfile/types.js';
import { filterTerm } from './ignore-filter.js';
import { packedTerm, unpackedTree } from './archive.js';
import { attributesOf, modeBits, rootOwner, settled, type Copied, type CopiedFile, type CopiedTree } from './copied.js';
import { newFile } from './made.js';
import { runsAsRoot, type RunPlace } from './run.js';
import { stepsOf, type ShimStep } from './shim-steps.js';
import { carryOutTool, copiedAt } from './shim-tool.js';
import type { ImageTree } from './image-tree.js';
import type { Term } from './term.js';

/**
 * A RUN that only rearranges files in a folder of its own (3.1.6) is carried out instead of standing for itself:
 * `mkdir -p`, `cp -a`, `chmod`, and the removal of names. Everything that it writes must lie below a reserved name.
 *
 * @returns false, with nothing changed, where it does anything else
 */
export function applyShim(run: RunInstruction, place: RunPlace): boolean {
  const { tree, config } = place;
  if (run.form !== 'shell' || run.heredocs.length > 0 || run.flags.length > 0 || config.shell !== null) return false;
  if (!run.command.includes('/__') || tree.base.tag === 'scratch' || !runsAsRoot(config, tree)) return false;
  const steps = stepsOf(run.command, place);
  if (steps === null || carryOutAll(steps, place.workdir, tree.clone()) === null) return false;
  const tools = carryOutAll(steps, place.workdir, tree) ?? [];
  for (const { name, exact } of tools) if (!exact) assumeTool(name, run, place);
  return true;
}

type UsedTool = Pick<ToolReading, 'name' | 'exact'>;

/** HOST-1: the stage's version of the tool in place of the host's. */
function assumeTool(tool: string, run: RunInstruction, { tree, side }: RunPlace): void {
  if (side.name === 'rewritten')
    tree.session.assume({ code: 'host-tool', side: side.name, place: run.span, values: { tool } });
}

/** Carries out one command after the other; null where one of them is not understood. */
function carryOutAll(steps: readonly ShimStep[], workdir: string, tree: ImageTree): readonly UsedTool[] | null {
  const tools: UsedTool[] = [];
  let directory = workdir;
  for (const step of steps) {
    const [name, target, extra] = step.words;
    if (name === 'cd') {
      if (target?.startsWith('/') !== true || extra !== undefined || !isFolder(target, tree)) return null;
      directory = clean(target);
      continue;
    }
    const packed = packTar(step, directory, tree);
    if (packed !== null) {
      tools.push(...packed);
      continue;
    }
    if (step.filters.length > 0) return null;
    if (step.stdin === null && step.stdout === null && carryOut(step.words, tree)) continue;
    const tool = carryOutTool(step, directory, tree);
    if (tool === null) return null;
    tools.push(tool);
  }
  return tools;
}

/** Below the shim's folder it must be made before; elsewhere commands only read. */
function isFolder(path: string, tree: ImageTree): boolean {
  return !tree.isReserved(path) || tree.state(clean(path)) === 'directory';
}

function carryOut(words: readonly string[], tree: ImageTree): boolean {
  const [name, ...rest] = words;
  switch (name) {
    case 'mkdir':
      return makeDirectories(rest, tree);
    case 'cp':
      return rest[0] === '-a' || rest[0] === '-aH'
        ? copyAll(rest.slice(1), rest[0] === '-aH', tree)
        : copyContent(rest, tree);
    case 'mv':
      return move(rest, tree);
    case 'chmod':
      return changeMode(rest, tree);
    case 'tar':
      return unpackTar(rest, tree);
    case 'rm':
      return rest[0] === '-rf' && rest.length === 2 && removeBelow(rest[1] ?? '', tree);
    case 'ln':
      return makeLink(rest, tree);
    case 'find':
      return findAndRemove(rest, tree);
    default:
      return false;
  }
}

function makeDirectories([flag, ...paths]: readonly string[], tree: ImageTree): boolean {
  if (flag !== '-p' || paths.length === 0 || !paths.every((path) => tree.isReserved(path))) return false;
  const { session } = tree;
  const made = attributesOf(rootOwner(session), modeBits(session, 0o755), session);
  for (const path of paths) tree.ensureDirectory(clean(path), made);
  return true;
}

function clean(path: string): string {
  return path.replace(/\/+$/, '');
}

/** A new name below the shim's folder. */
function isNewPlace(to: string, tree: ImageTree): boolean {
  const target = clean(to);
  const parent = target.slice(0, target.lastIndexOf('/'));
  if (!tree.isReserved(parent) || tree.state(parent) !== 'directory') return false;
  return !to.endsWith('/') && !/\/\.\.?(?:\/|$)/.test(to) && tree.state(target) === 'absent';
}

/** `cp -a FROM TO`: owner, mode and links stay, with `-aH` but FROM itself; TO must be new and its folder there. */
function copyAll([from, to, ...more]: readonly string[], follows: boolean, tree: ImageTree): boolean {
  if (from === undefined || to === undefined || more.length > 0) return false;
  if (!from.startsWith('/') || !isNewPlace(to, tree)) return false;
  const copied = copiedOf(tree.locate(tree.session.symbols.path(from)));
  tree.layNested(clean(to), follows ? followed(copied, tree) : copied);
  return true;
}

/** `cp FROM TO` of a file: a new file of root with the content; its mode depends on that of FROM and on the umask. */
function copyContent([from, to, ...more]: readonly string[], tree: ImageTree): boolean {
  const { session } = tree;
  if (from === undefined || to === undefined || more.length > 0 || from.startsWith('-')) return false;
  if (!from.startsWith('/') || !isNewPlace(to, tree)) return false;
  const copied = settled(copiedAt(session.symbols.path(from), tree), session);
  if (copied.kind !== 'file') return false;
  tree.putFile(clean(to), newFile(copied.content, session.terms.make('copied-mode', copied.mode), session));
  return true;
}

/** `ln -s TEXT PATH` below the shim's folder: over a tree it is equal only with the removal of the name before it. */
function makeLink([flag, text, path, ...more]: readonly string[], tree: ImageTree): boolean {
  if (flag !== '-s' || text === undefined || path === undefined || more.length > 0) return false;
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (!tree.isReserved(parent) || text === '' || /\/\.{0,2}$/.test(path)) return false;
  const { session } = tree;
  const link = newFile(session.terms.make('link-to', text), session.terms.make('mode', 'link'), session);
  tree.layNested(path, { ...link, name: path.slice(path.lastIndexOf('/') + 1) });
  return true;
}

/** `mv FROM TO` of one file below the shim's folder. */
function move([from, to, ...more]: readonly string[], tree: ImageTree): boolean {
  if (from === undefined || to === undefined || more.length > 0 || !tree.isReserved(from)) return false;
  const located = tree.locate(clean(from));
  if (located.kind !== 'file' || !isNewPlace(to, tree)) return false;
  tree.putFile(clean(to), located.file);
  tree.mark(clean(from), tree.session.terms.make('removed'));
  return true;
}

/** LINK-2: what a link points to, under the name of the link. */
function followed(copied: Copied, { session }: ImageTree): Copied {
  if (copied.kind !== 'tree' || !session.facts.of(copied.entry).link) return copied;
  return { ...copied, entry: session.terms.make('followed', copied.entry) };
}

function copiedOf(located: ReturnType<ImageTree['locate']>): Copied {
  switch (located.kind) {
    case 'file':
      return located.file;
    case 'copied':
      return located.copied;
    case 'entry':
      return { kind: 'tree', name: '', entry: located.entry, owner: null, mode: null, filter: null, pattern: null };
  }
}

/** `tar c … | xz > FILE`: a tar of files outside of the shim's folders; the filters, null where it is anything else. */
function packTar(step: ShimStep, directory: string, tree: ImageTree): readonly UsedTool[] | null {
  const { words, filters, stdin, stdout } = step;
  if (words[0] !== 'tar' || stdin !== null || stdout === null || !isNewPlace(stdout, tree)) return null;
  if (tree.isReserved(directory) || words.some((word) => word.includes('/__'))) return null;
  const content = packedTerm({ files: tree.ownFiles(), cwd: directory, commands: [words, ...filters] }, tree.session);
  tree.putFile(clean(stdout), newFile(content, modeBits(tree.session, 0o644), tree.session));
  return filters.map(([name = '']) => ({ name, exact: false }));
}

/** `tar --numeric-owner -xpf ARCHIVE -C FOLDER`: the members of the tar with their own ids and modes (TAR-1). */
function unpackTar(words: readonly string[], tree: ImageTree): boolean {
  const [numeric, extract, archive = '', change, folder = '', ...more] = words;
  const form = [numeric, extract, change].join(' ') === '--numeric-owner -xpf -C' && more.length === 0;
  if (!form || !archive.startsWith('/') || !tree.isReserved(folder) || !isEmpty(folder, tree)) return false;
  const { session } = tree;
  const located = tree.locate(session.symbols.path(archive));
  if (located.kind === 'copied') return false;
  const packed = located.kind === 'file' ? located.file.content : located.entry;
  if (!session.facts.of(packed).archive) return false;
  tree.lay(clean(folder), 'contents', unpackedTree(packed, session));
  return true;
}

/** A folder that the shim made and put nothing into yet. */
function isEmpty(folder: string, tree: ImageTree): boolean {
  const located = tree.locate(clean(folder));
  return located.kind === 'copied' && located.copied.kind === 'directory' && located.copied.layers.length === 0;
}

function changeMode([how, path, ...more]: readonly string[], tree: ImageTree): boolean {
  if (how === undefined || path === undefined || more.length > 0 || !tree.isReserved(path) || tree.isDirectory(path))
    return false;
  return tree.change(path, (copied) => ({ ...copied, mode: modeAfter(copied, how, tree) }));
}

function modeAfter(copied: CopiedTree | CopiedFile, how: string, tree: ImageTree): Term {
  const { session } = tree;
  if (/^[0-7]+$/.test(how)) return modeBits(session, parseInt(how, 8));
  const own =
    copied.mode ?? (copied.kind === 'tree' ? session.terms.make('mode-of', copied.entry) : session.terms.make('none'));
  return session.terms.make('mode-changed', own, how);
}

/** `rm -rf /__x/artifact/rest`: a name below an artifact that was copied there. */
function removeBelow(path: string, tree: ImageTree): boolean {
  const [, reserved, artifact, ...rest] = clean(path).split('/');
  if (reserved === undefined || artifact === undefined || rest.length === 0 || !/^[\w./-]+$/.test(rest.join('/')))
    return false;
  return without(`/${reserved}/${artifact}`, `path ${rest.join('/')}`, tree);
}

/** `find PATH -name 'PATTERN' -prune -exec rm -rf {} +`. */
function findAndRemove(words: readonly string[], tree: ImageTree): boolean {
  const [path, , pattern] = words;
  const form = words
    .map((word, index) => (index === 0 || index === 2 ? '' : word))
    .join(' ')
    .trim();
  if (
    path === undefined ||
    pattern === undefined ||
    form !== '-name  -prune -exec rm -rf {} +' ||
    !/^[\w.*-]+$/.test(pattern)
  )
    return false;
  return without(clean(path), `any ${pattern}`, tree);
}

function without(path: string, removal: string, tree: ImageTree): boolean {
  if (!tree.isReserved(path)) return false;
  return tree.change(path, (copied) => {
    if (copied.kind === 'file') return copied;
    const before =
      copied.filter?.tag === 'without' ? copied.filter.args.filter((item) => typeof item === 'string') : [];
    return { ...copied, filter: filterTerm([...before, removal], tree.session) };
  });
}
