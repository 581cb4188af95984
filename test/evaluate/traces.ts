import { evaluateEntry } from '../../lib/evaluate/evaluate.js';
import type { FileTree, TreeEntry } from '../../lib/source/file-tree.js';
import type { SourceFile } from '../../lib/source/source-file.js';
import { displayPath, repositoryPath } from '../../lib/world/host-path.js';
import type { Effect, ExecutionPath, Step, Trace } from '../../lib/world/step.js';
import { childOf, namesIn, type DirectoryNode, type Found, type Origin } from '../../lib/world/tree.js';
import { renderValue, type Value } from '../../lib/world/value.js';
import type { Argument, Build, Container, Image, World } from '../../lib/world/world.js';

/** Text by path. */
export type Files = Readonly<Record<string, string>>;

/** What a path is, where it is not a plain file. */
export type Kinds = Readonly<Record<string, 'executable' | 'symlink' | 'submodule'>>;

/** A checkout in memory; every read of a path gives the same object, as a repository does. */
export function treeOf(files: Files, kinds: Kinds = {}): FileTree {
  const entries = new Map<string, TreeEntry>();
  const sources = new Map<string, SourceFile>();
  for (const [path, text] of Object.entries(files)) {
    const kind = kinds[path];
    const executable = kind === 'executable';
    entries.set(path, { path, kind: kind === undefined || executable ? 'file' : kind, executable });
    sources.set(path, { path, text, encoding: 'utf8', mode: executable ? 0o755 : 0o644 });
  }
  return {
    source: 'git-index',
    entries,
    read: (path) => sources.get(path) ?? { path, why: 'it does not exist' },
  };
}

/** Evaluates a script that lies at the root as build.sh. */
export function evaluateText(script: string, files: Files = {}, kinds: Kinds = {}): Trace {
  return evaluateFile('build.sh', { ...files, 'build.sh': script }, kinds);
}

export function evaluateFile(file: string, files: Files, kinds: Kinds = {}): Trace {
  return evaluateEntry(treeOf(files, kinds), { file, name: file });
}

/** The one way through a script that takes no decision. */
export function pathOf(trace: Trace): ExecutionPath {
  const [only] = trace.paths;
  if (only === undefined || trace.paths.length > 1) throw new Error(`${trace.paths.length} ways instead of one`);
  return only;
}

/** `docker build -t T` and a container `c` of it, in front of every script about `docker cp`. */
export const extraction = 'docker build -t T .\ndocker create --name c T\n';

export const dockerfile: Files = { Dockerfile: 'FROM alpine\n' };

/** The way through a script that starts with a container `c`. */
export function withContainer(script: string, files: Files = {}): Trace {
  return evaluateText(extraction + script, { ...dockerfile, ...files });
}

/**
 * `path <- origin` of everything that is not the checkout's own: `ex/` is a folder, `ex/*` a tree laid into it,
 * `a | b` what may be either.
 */
export function hostOf(world: World): string[] {
  return linesOf('', { kind: 'found', node: world.host });
}

function linesOf(path: string, found: Found): string[] {
  const shown = displayPath(path);
  if (found.kind === 'absent') return [];
  if (found.kind === 'uncertain')
    return [`${shown} <- ${found.candidates.map((node) => showOrigin(node.origin ?? made)).join(' | ')}`];
  const { node } = found;
  if (node.kind === 'directory') return [...ownLines(shown, node), ...namesIn(node).flatMap(below(path, node))];
  if (node.origin.kind === 'repository' && repositoryPath(path) === node.origin.path) return [];
  const isFolder = node.kind === 'opaque' && node.entry === 'directory';
  return [`${shown}${isFolder ? '/' : ''} <- ${showOrigin(node.origin)}`];
}

const made: Origin = { kind: 'unknown', why: 'mkdir' };

function below(path: string, node: DirectoryNode): (name: string) => string[] {
  return (name) => linesOf(`${path}/${name}`, childOf(node, name));
}

function ownLines(path: string, node: DirectoryNode): string[] {
  const isNew = node.origin === null && path !== '/tmp' && path !== '';
  const trees = node.layers.flatMap((layer) =>
    layer.kind === 'contents' ? [`${path}/* <- ${showOrigin(layer.origin)}`] : [],
  );
  return [...(isNew ? [`${path}/`] : []), ...trees];
}

/** `c:/path` of an artifact (`c:/path@` where links are followed), `"text"`, `by(…)`, else the kind. */
export function showOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'repository':
      return `repo:${origin.path}`;
    case 'artifact':
      return `${showContainer(origin.container)}:${origin.path}${origin.follow ? '@' : ''}`;
    case 'generated':
      return JSON.stringify(renderValue(origin.text));
    case 'archive':
      return `tar(${origin.members.map(({ path, node }) => `${path}=${node.origin === null ? 'new' : showOrigin(node.origin)}`).join(', ')})`;
    case 'derived':
      return `${origin.by}(${origin.from.map(showOrigin).join(', ')})`;
    case 'unknown':
      return 'unknown';
  }
}

export function showContainer({ name, id }: Container): string {
  return name === null ? id : renderValue(name);
}

/** `T from dir/Dockerfile in dir` for each build, in order. */
export function buildsOf(path: ExecutionPath): string[] {
  return path.steps.flatMap(({ effect }) => (effect.kind === 'build' ? [showBuild(effect.build)] : []));
}

export function showBuild({ tags, dockerfile: file, context }: Build): string {
  const from =
    file.kind === 'file' ? displayPath(file.path) : file.kind === 'text' ? JSON.stringify(renderValue(file.text)) : '?';
  const where = context.kind === 'directory' ? displayPath(context.path) : context.kind === 'none' ? '-' : '?';
  return `${tags.map(renderValue).join(' ')} from ${from} in ${where}`;
}

/** The builds of a path, as they are. */
export function buildObjects(path: ExecutionPath): Build[] {
  return path.steps.flatMap(({ effect }) => (effect.kind === 'build' ? [effect.build] : []));
}

/** `name value` of each option of a build. */
export function optionsOf({ options }: Build): string[] {
  return options.map(({ name, value }) => (value === null ? name : `${name} ${renderValue(value)}`));
}

/** `name -> image` for each name that is not an id, sorted. */
export function imagesOf(world: World): string[] {
  const named = [...world.images].filter(([name]) => !name.startsWith('image#'));
  return named.map(([name, image]) => `${name} -> ${showImage(image)}`).sort();
}

export function showImage(image: Image): string {
  return image.kind === 'built' ? image.id : `${image.kind} ${image.id.replace(/^external:/, '')}`;
}

/** `kind words` of every step that does something outside of the shell. */
export function stepsOf(path: ExecutionPath): string[] {
  return path.steps
    .filter(({ effect }) => effect.kind !== 'state')
    .map((step) => `${kindOf(step.effect)}: ${wordsOf(step)}`);
}

function kindOf(effect: Effect): string {
  return 'verb' in effect ? `${effect.kind} ${effect.verb}`.trim() : effect.kind;
}

export function wordsOf({ words }: Step): string {
  return words.map(({ value }) => showWord(value)).join(' ');
}

/** A word as it came out; one with blanks, or an empty one, in quotes. */
export function showWord(value: Value): string {
  const text = renderValue(value);
  return text === '' || /\s/.test(text) ? `'${text}'` : text;
}

/** What the script echoes, a line each: the way to look at values. */
export function echoed(trace: Trace): string[] {
  return pathOf(trace).steps.flatMap((step) =>
    step.words[0] !== undefined && renderValue(step.words[0].value) === 'echo' && step.within === null
      ? [
          step.words
            .slice(1)
            .map(({ value }) => showWord(value))
            .join(' '),
        ]
      : [],
  );
}

/** Every way through the script: its decisions, then what it echoes and builds; a failed one ends in `!`. */
export function waysOf(trace: Trace): string[] {
  return trace.paths.map((path) => {
    const chosen = path.decisions.map(({ key, holds }) => `${holds ? '' : 'not '}${key}`).join(', ');
    const said = path.steps.flatMap((step) => {
      const [name, ...rest] = step.words;
      return name !== undefined && renderValue(name.value) === 'echo'
        ? [rest.map(({ value }) => showWord(value)).join(' ')]
        : [];
    });
    return `[${chosen}] ${[...said, ...buildsOf(path)].join('; ')}${path.end === 'failed' ? ' !' : ''}`;
  });
}

/** Codes of everything that was said, sorted: refusals first as they are, assumptions with `~`. */
export function codesOf({ diagnostics, assumptions }: Trace): string[] {
  return [...diagnostics.map(({ code }) => code), ...assumptions.map(({ code }) => `~${code}`)].sort();
}

/** Current directory at the end, from the repository's root. */
export function directoryOf({ last }: ExecutionPath): string {
  return displayPath(last.cwd);
}

/** The line of each diagnostic behind its code. */
export function placesOf({ diagnostics }: Trace): string[] {
  return diagnostics.map(({ code, file, line }) => `${code} ${file ?? ''}:${line}`);
}

/** Arguments behind `docker` of the first command with this verb. */
export function argumentsOf(trace: Trace, verb: string): readonly Argument[] {
  const step = pathOf(trace).steps.find(({ words }) => words[1] !== undefined && renderValue(words[1].value) === verb);
  return step === undefined ? [] : step.words.slice(1);
}

/** Step.onFailure of the first step of a command. */
export function onFailureOf(trace: Trace, name: string): string | undefined {
  const steps = pathOf(trace).steps;
  return steps.find(({ words }) => words[0] !== undefined && renderValue(words[0].value) === name)?.onFailure;
}
