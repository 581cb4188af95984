import { keepsOwners, producedByRun, setsSpecialModes, type Produced } from '../commands/produced.js';
import { knownRootBase } from '../dockerfile/known-bases.js';
import { mountFields } from '../dockerfile/names.js';
import type { RunInstruction } from '../dockerfile/types.js';
import { proxiesOf, type BuildArguments, type Scope } from './arguments.js';
import type { Config } from './config.js';
import type { ImageTree } from './image-tree.js';
import type { Side } from './session.js';
import type { Term } from './term.js';

/** Everything that a RUN may depend on, besides its own text. */
export interface RunPlace {
  readonly tree: ImageTree;
  readonly config: Config;
  readonly scope: Scope;
  readonly given: BuildArguments;
  readonly side: Side;
  /** Absolute. */
  readonly workdir: string;
  /** The files that a mount shows: of a stage, an image (null: the build context). */
  readonly mounted: (from: string | null, source: string) => Term;
}

/**
 * RUN: an uninterpreted function of the file system, the command, the shell, the environment, the user, the
 * directory, the network and the mounts. Two are equal only if all of these are.
 */
export function runTerm(run: RunInstruction, place: RunPlace): Term {
  const { tree, config, scope, given, workdir } = place;
  const { terms, symbols } = tree.session;
  const command = run.form === 'json' ? terms.make('exec', ...run.argv) : terms.make('shell-text', run.command);
  const shell = run.form === 'json' ? terms.make('none') : terms.make('shell', ...(config.shell ?? ['default']));
  return terms.make(
    'run',
    tree.term(),
    command,
    shell,
    scope.environment(),
    proxiesOf(given, scope),
    terms.make('user', config.user === null ? terms.make('none') : symbols.show(config.user)),
    terms.make('directory', workdir),
    terms.make('volumes', ...[...config.volumes].sort()),
    terms.make('flags', ...run.flags.map((flag) => flagTerm(flag, place))),
    terms.make(
      'heredocs',
      ...run.heredocs.map(({ name, expand, chomp, fileDescriptor, content }) =>
        terms.make('heredoc', name, String(expand), String(chomp), String(fileDescriptor), content),
      ),
    ),
    config.base,
  );
}

function flagTerm({ name, value }: RunInstruction['flags'][number], place: RunPlace): Term {
  const { terms } = place.tree.session;
  if (name !== 'mount' || value === null) return terms.make('flag', name, value ?? '');
  const fields = mountFields(value);
  const field = (...names: readonly string[]): string | null =>
    fields.find(([key]) => names.includes(key))?.[1] ?? null;
  const from = field('from');
  const shown = fields.filter(([key]) => key !== 'from').map(([key, text]) => `${key}=${text}`);
  const isBind = from !== null || (field('type') ?? 'bind') === 'bind';
  const content = isBind ? place.mounted(from, field('source', 'src') ?? '/') : terms.make('none');
  return terms.make('mount', content, ...shown);
}

/** Root, as far as that is sure. */
export function runsAsRoot(config: Config, tree: ImageTree): boolean {
  if (config.user !== null) return /^(?:0|root)(?::(?:0|root))?$/.test(config.user);
  return tree.base.tag === 'scratch' || (tree.reference !== null && knownRootBase(tree.reference));
}

/** The tree after a RUN, with what its text shows (OWN-1, K4). */
export function afterRun(run: RunInstruction, place: RunPlace): ImageTree {
  const { tree, config, side } = place;
  const { session } = tree;
  noteProjectFiles(run, place);
  const base = session.mark(side, runTerm(run, place), run.span);
  const produced = producedIn(run, place);
  const removed = produced.flatMap(({ kind, path }) => (kind === 'removed' ? [path] : []));
  const isRoot = runsAsRoot(config, tree);
  const after = tree.after(base, isRoot && keepsOwners(run), removed);
  after.special ||= setsSpecialModes(run);
  after.usesReserved ||= /\/__[a-z]/.test(run.command);
  for (const { path, kind, compiled, archive, fresh } of produced) {
    if (kind === 'removed') continue;
    if (kind === 'directory') after.noteDirectory(path);
    const rooted = kind === 'file' && fresh && isRoot && keepsOwners(run) && belongsToRoot(tree, path);
    session.facts.add(session.terms.make('entry', base, path), {
      kind: kind === 'link' ? 'unknown' : kind,
      rooted,
      compiled,
      archive,
      link: kind === 'link',
    });
  }
  return after;
}

function producedIn(run: RunInstruction, { config, workdir, scope, tree }: RunPlace): readonly Produced[] {
  const posix = config.shell === null || /sh$/.test(config.shell[0] ?? '');
  if (!posix) return [];
  return producedByRun(run, workdir, (name) => scope.lookup(name)).map((produced) => ({
    ...produced,
    path: tree.session.symbols.path(produced.path),
  }));
}

/** A redirection keeps the owner of a file that is there already. */
function belongsToRoot(tree: ImageTree, path: string): boolean {
  const located = tree.locate(path);
  return located.kind === 'entry' || (located.kind === 'file' && located.file.owner.args[0] === '0:0');
}

/** IGN-8 excuses an edited project file only while nothing in the image runs it. */
function noteProjectFiles(run: RunInstruction, { tree, side }: RunPlace): void {
  const text = [run.command, ...run.argv, ...run.heredocs.map(({ content }) => content)].join(' ');
  for (const path of tree.projectFiles) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!uses(text, name)) continue;
    tree.session.assume({ code: 'edited-file-used', side: side.name, place: run.span, values: { path } });
  }
}

function uses(text: string, name: string): boolean {
  if (/^(?:GNUm|M|m)akefile$/.test(name) && /\bmake\b/.test(text)) return true;
  if (name === 'package.json' && /\b(?:npm|yarn|pnpm|npx|node)\b/.test(text)) return true;
  return text.includes(name);
}
