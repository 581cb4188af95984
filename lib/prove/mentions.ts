import { kindOfPath } from '../discover/names.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';
import type { SourceFile } from '../source/source-file.js';

/** A line somewhere in the repository that names a tag or a path. */
export interface Mention {
  readonly path: string;
  readonly line: number;
  readonly needle: string;
  readonly text: string;
}

/** Finds the lines that name one of the needles. */
export type FindMentions = (tree: FileTree, needles: readonly string[]) => readonly Mention[];

/** Kinds of files that start builds or deploy images; what documents say breaks nothing. */
const silent: ReadonlySet<string> = new Set(['docs', 'ignore']);

/** Looks through the scripts, CI files and manifests of a tree, comments left out. */
export const findMentions: FindMentions = (tree, needles) => {
  const files = deployable(tree);
  return needles.flatMap((needle) => {
    const pattern = wordPattern(needle);
    return files.flatMap((file) => (file.text.includes(needle) ? linesWith(file, needle, pattern) : []));
  });
};

const deployableFiles = new WeakMap<FileTree, readonly SourceFile[]>();

/** The files of a tree that may start builds or deploy images, read once. */
function deployable(tree: FileTree): readonly SourceFile[] {
  let files = deployableFiles.get(tree);
  if (files === undefined) {
    files = [...tree.entries.values()].flatMap((entry) => {
      if (entry.kind !== 'file' || !mayDeploy(entry.path)) return [];
      const file = tree.read(entry.path);
      return isReadFailure(file) || file.text.length > 1 << 20 ? [] : [file];
    });
    deployableFiles.set(tree, files);
  }
  return files;
}

function linesWith(file: SourceFile, needle: string, pattern: RegExp): Mention[] {
  return file.text.split('\n').flatMap((text, index) => {
    if (!pattern.test(text) || /^\s*(?:#|\/\/)/.test(text)) return [];
    return [{ path: file.path, line: index + 1, needle, text: text.trim() }];
  });
}

function mayDeploy(path: string): boolean {
  const kind = kindOfPath(path);
  if (kind !== 'other' && kind !== 'probe') return !silent.has(kind);
  return /\.(?:ya?ml|json|tf|hcl|toml|groovy|tmpl)$/.test(path);
}

function wordPattern(needle: string): RegExp {
  return new RegExp(`(?<![\\w./-])${needle.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-]|[./:][\\w])`);
}
