import { kindOfPath } from '../discover/names.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';

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
  const patterns = needles.map((needle) => ({ needle, pattern: wordPattern(needle) }));
  const found: Mention[] = [];
  for (const entry of tree.entries.values()) {
    if (entry.kind !== 'file' || !mayDeploy(entry.path) || patterns.length === 0) continue;
    const file = tree.read(entry.path);
    if (isReadFailure(file) || file.text.length > 1 << 20) continue;
    for (const [index, text] of file.text.split('\n').entries()) {
      if (/^\s*(?:#|\/\/)/.test(text)) continue;
      for (const { needle, pattern } of patterns) if (pattern.test(text)) found.push({ path: entry.path, line: index + 1, needle, text: text.trim() });
    }
  }
  return found;
};

function mayDeploy(path: string): boolean {
  const kind = kindOfPath(path);
  if (kind !== 'other' && kind !== 'probe') return !silent.has(kind);
  return /\.(?:ya?ml|json|tf|hcl|toml|groovy|tmpl)$/.test(path);
}

function wordPattern(needle: string): RegExp {
  return new RegExp(`(?<![\\w./-])${needle.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-]|[./:][\\w])`);
}
