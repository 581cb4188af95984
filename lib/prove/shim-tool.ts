import { readTool, type ToolReading } from '../commands/tools.js';
import { joinPath } from '../dockerfile/paths.js';
import { modeBits, type Copied, type CopiedFile, type CopiedTree } from './copied.js';
import type { ImageTree, Located } from './image-tree.js';
import { madeOutput, madeTerm, newFile, type MadeBy } from './made.js';
import type { ShimStep } from './shim-steps.js';

/**
 * Carries out a tool in a shim stage (3.4): what it makes is the same term as on the host, where words, inputs and
 * their names are the same.
 *
 * @returns what was read of it; null, with nothing changed, where it is not read exactly
 */
export function carryOutTool(step: ShimStep, directory: string, tree: ImageTree): ToolReading | null {
  const tool = readTool(step.words);
  if (tool === null || tool.takesInput !== (step.stdin !== null) || tool.prints !== (step.stdout !== null)) return null;
  const at = (path: string): string => (path.startsWith('/') ? joinPath('/', path) : joinPath(directory, path));
  const inputs = tool.inputs.map((path) => ({ path, copied: copiedAt(at(path), tree) }));
  const by: MadeBy = {
    words: step.words,
    inputs,
    stdin: step.stdin === null ? null : copiedAt(step.stdin, tree),
  };
  const outputs = tool.outputs.map((output) => ({ path: at(output.path), made: madeOutput(by, output, tree.session) }));
  const targets = step.stdout === null ? [] : [step.stdout];
  if (!outputs.every(({ path, made }) => made !== null && mayPut(path, tree))) return null;
  if (!targets.every((path) => mayPut(path, tree) && tree.state(path) === 'absent')) return null;
  if (!tool.removes.every((path) => tree.isReserved(at(path)))) return null;
  for (const path of targets)
    tree.putFile(path, newFile(madeTerm(by, null, tree.session), modeBits(tree.session, 0o644), tree.session));
  for (const { path, made } of outputs) if (made !== null && !put(path, made, tree)) return null;
  for (const path of tool.removes) tree.mark(at(path), tree.session.terms.make('removed'));
  return tool;
}

function mayPut(path: string, tree: ImageTree): boolean {
  const parent = path.slice(0, path.lastIndexOf('/'));
  return tree.isReserved(parent) && tree.state(parent) === 'directory';
}

function put(path: string, made: CopiedFile | CopiedTree, tree: ImageTree): boolean {
  if (made.kind === 'file') {
    tree.putFile(path, made);
    return true;
  }
  return tree.change(path, (copied) =>
    copied.kind === 'tree' ? { ...copied, entry: made.entry, filter: null } : copied,
  );
}

/** What a command finds at a path. */
export function copiedAt(path: string, tree: ImageTree): Copied {
  return copiedOf(tree.locate(path), tree);
}

function copiedOf(located: Located, { session }: ImageTree): Copied {
  switch (located.kind) {
    case 'file':
      return located.file;
    case 'copied':
      return located.copied;
    case 'entry': {
      // A command that opens a link reads what it leads to.
      const entry = session.facts.of(located.entry).link
        ? session.terms.make('followed', located.entry)
        : located.entry;
      return { kind: 'tree', name: '', entry, owner: null, mode: null, filter: null, pattern: null };
    }
  }
}
