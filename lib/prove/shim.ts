import { parseShellText } from '../script/shell/parse.js';
import type { Command, Program, Word } from '../script/program.js';
import type { RunInstruction } from '../dockerfile/types.js';
import { filterTerm } from './ignore-filter.js';
import { unpackedTree } from './archive.js';
import { attributesOf, modeBits, rootOwner, type Copied, type CopiedFile, type CopiedTree } from './copied.js';
import { runsAsRoot, type RunPlace } from './run.js';
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
  const commands = commandsOf(run.command, place);
  if (commands === null) return false;
  const trial = tree.clone();
  if (!commands.every((words) => carryOut(words, trial))) return false;
  for (const words of commands) carryOut(words, tree);
  return true;
}

/** The commands of an `&&` chain with their words; null where something else stands there. */
function commandsOf(text: string, place: RunPlace): readonly (readonly string[])[] | null {
  const { program, problems } = parseShellText(text, { file: '', offset: 0, dialect: 'posix' });
  const chain = problems.length > 0 ? null : chainOf(program);
  if (chain === null) return null;
  const commands = chain.map((command) => wordsOf(command, place));
  return commands.some((words) => words === null) ? null : commands.filter((words) => words !== null);
}

function chainOf(program: Program): readonly Command[] | null {
  if (program.kind === 'command') return [program];
  if (program.kind === 'sequence') {
    const [only, ...more] = program.items;
    return only === undefined || more.length > 0 || program.redirects.length > 0 ? null : chainOf(only);
  }
  if (program.kind !== 'and-or' || program.operator !== '&&') return null;
  const [left, right] = [chainOf(program.left), chainOf(program.right)];
  return left === null || right === null ? null : [...left, ...right];
}

function wordsOf(command: Command, place: RunPlace): readonly string[] | null {
  if (command.redirects.length > 0 || command.assignments.length > 0) return null;
  const words = command.argv.map((word) => wordText(word, place));
  return words.some((word) => word === null) ? null : words.filter((word) => word !== null);
}

function wordText(word: Word, { scope, tree }: RunPlace): string | null {
  let text = '';
  for (const piece of word.pieces) {
    if (piece.kind === 'literal') text += piece.text;
    else if (piece.kind === 'parameter' && piece.operator === null && piece.index === null) {
      const value = scope.lookup(piece.name);
      if (value === undefined) return null;
      text += tree.session.symbols.show(value);
    } else return null;
  }
  return text;
}

function carryOut(words: readonly string[], tree: ImageTree): boolean {
  const [name, ...rest] = words;
  switch (name) {
    case 'mkdir':
      return makeDirectory(rest, tree);
    case 'cp':
      return copyAll(rest, tree);
    case 'chmod':
      return changeMode(rest, tree);
    case 'tar':
      return unpackTar(rest, tree);
    case 'rm':
      return rest[0] === '-rf' && rest.length === 2 && removeBelow(rest[1] ?? '', tree);
    case 'find':
      return findAndRemove(rest, tree);
    default:
      return false;
  }
}

function makeDirectory([flag, path, ...more]: readonly string[], tree: ImageTree): boolean {
  if (flag !== '-p' || path === undefined || more.length > 0 || !tree.isReserved(path)) return false;
  const { session } = tree;
  tree.ensureDirectory(clean(path), attributesOf(rootOwner(session), modeBits(session, 0o755), session));
  return true;
}

function clean(path: string): string {
  return path.replace(/\/+$/, '');
}

/** `cp -a FROM TO`: owner, mode and links stay; TO must be new and its folder there. */
function copyAll([flag, from, to, ...more]: readonly string[], tree: ImageTree): boolean {
  if (flag !== '-a' || from === undefined || to === undefined || more.length > 0) return false;
  const target = clean(to);
  const parent = target.slice(0, target.lastIndexOf('/'));
  if (!from.startsWith('/') || !tree.isReserved(parent) || tree.state(parent) !== 'directory') return false;
  if (to.endsWith('/') || /\/\.\.?(?:\/|$)/.test(to) || tree.state(target) !== 'absent') return false;
  const located = tree.locate(tree.session.symbols.path(from));
  tree.layNested(target, copiedOf(located));
  return true;
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
