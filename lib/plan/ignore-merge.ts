import { contextSource } from '../dockerfile/copy.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';
import { relativeTo, repositoryPath, type HostPath } from '../world/host-path.js';
import { knownText } from '../world/value.js';
import type { BuildRun } from '../infer/infer.js';
import type { BuildReading } from '../infer/read-build.js';
import {
  contextOf,
  ignoreFileAt,
  ignoreOf,
  ignorePathOf,
  legacyIgnore,
  takenFiles,
  type MergedContext,
} from './contexts.js';
import type { Explain } from './explain.js';
import { ignoreRules, type IgnoreRules } from './ignored.js';
import type { Findings } from './model.js';
import { isStaged } from './staging.js';

/** New text of an ignore file, so that every part sees what it saw (C7). */
export interface IgnoreChange {
  readonly path: string;
  readonly text: string;
}

interface Part {
  readonly reading: BuildReading;
  readonly context: HostPath;
  readonly files: readonly HostPath[];
}

/** What merging the ignore files of a pipeline needs to know. */
export interface IgnoreInput {
  readonly tree: FileTree;
  readonly runs: readonly BuildRun[];
  /** Every other build of the repository. */
  readonly others: readonly BuildRun[];
  readonly merged: MergedContext;
  /** Repository path of the merged Dockerfile. */
  readonly output: string;
  readonly explain: Explain;
}

/**
 * Compares what each part took from the checkout with what it would take behind the one ignore file (IGN-1). Where
 * that differs, the file gets lines; null where it stays, or where no lines can help (then with a refusal).
 */
export function mergeIgnoreFiles(input: IgnoreInput, findings: Findings): IgnoreChange | null {
  const parts = partsOf(input.runs);
  const after = ignoreOf(input.tree, input.merged.path);
  const own = parts.find(({ reading, context, files }) => {
    const before = ignoreFileAt(input.tree, `${reading.path}.dockerignore`, context);
    const later = ignoreFileAt(input.tree, `${input.output}.dockerignore`, input.merged.path);
    return (
      firstChange(files, before ?? legacyIgnore(input.tree, reading), later ?? after) !== null &&
      (before ?? later) !== null
    );
  });
  if (own !== undefined) return refuse(input, `${own.reading.path}.dockerignore`, own, findings);
  const changed = parts.filter(
    (part) => firstChange(part.files, legacyIgnore(input.tree, part.reading), after) !== null,
  );
  const [first] = changed;
  if (first === undefined) return null;
  const change = withLines(input, changed);
  if (change === null || !fits(change, parts, input))
    return refuse(input, after?.path ?? '.dockerignore', first, findings);
  findings.notes.push(
    input.explain('ignore-file-changed', change.path, { file: change.path, path: first.reading.path }),
  );
  return change;
}

function partsOf(runs: readonly BuildRun[]): readonly Part[] {
  return runs.flatMap(({ reading }): Part[] => {
    const context = contextOf(reading);
    return context === null || isStaged(reading) ? [] : [{ reading, context, files: takenFiles(reading, context) }];
  });
}

function refuse(
  { tree, merged, explain }: IgnoreInput,
  file: string,
  { reading, context, files }: Part,
  findings: Findings,
): null {
  const path = firstChange(files, legacyIgnore(tree, reading), ignoreOf(tree, merged.path)) ?? context;
  findings.refusals.push(explain('ignore-differs', reading.path, { file, path: repositoryPath(path) ?? path }));
  return null;
}

function firstChange(
  files: readonly HostPath[],
  before: IgnoreRules | null,
  after: IgnoreRules | null,
): HostPath | null {
  return files.find((path) => isIgnored(before, path) !== isIgnored(after, path)) ?? null;
}

function isIgnored(rules: IgnoreRules | null, path: HostPath): boolean {
  const inside = rules === null ? null : relativeTo(rules.context, path);
  return rules !== null && inside !== null && inside !== '' && rules.ignores(inside);
}

/** The ignore file of the one context with what the changed parts need. */
function withLines({ tree, merged }: IgnoreInput, changed: readonly Part[]): IgnoreChange | null {
  const path = ignorePathOf(merged.path);
  if (path === null) return null;
  const file = tree.entries.has(path) ? tree.read(path) : null;
  if (file !== null && isReadFailure(file)) return null;
  const text = file?.text ?? '';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines: string[] = [];
  for (const part of changed) {
    const own = linesFor(part, legacyIgnore(tree, part.reading), ignoreOf(tree, merged.path), merged);
    if (own === null) return null;
    lines.push(...own);
  }
  const head = text === '' || text.endsWith('\n') ? text : `${text}${eol}`;
  return { path, text: head + [...new Set(lines)].map((line) => `${line}${eol}`).join('') };
}

/** IGN-3: what the part copies is let through, and what its own ignore file kept out stays out. */
function linesFor(
  part: Part,
  before: IgnoreRules | null,
  after: IgnoreRules | null,
  merged: MergedContext,
): string[] | null {
  const prefix = merged.prefixOf(part.reading);
  const starved = part.files.some((path) => isIgnored(after, path) && !isIgnored(before, path));
  const kept = before === null || prefix === '' ? [] : before.patterns.map((pattern) => below(prefix, pattern));
  if (!starved) return kept;
  const opened = part.reading.sources.map(({ value, content }) => {
    if (content.kind !== 'plain') return [];
    const text = knownText(value);
    const source = text === null ? null : contextSource(text).path;
    if (source === null || (source === '.' && prefix === '')) return null;
    return [`!${source === '.' ? prefix : prefix === '' ? source : `${prefix}/${source}`}`];
  });
  return opened.includes(null) ? null : [...opened.flatMap((lines) => lines ?? []), ...kept];
}

function below(prefix: string, { negated, pattern }: { readonly negated: boolean; readonly pattern: string }): string {
  return `${negated ? '!' : ''}${prefix}/${pattern}`;
}

/** The new file gives each part what it had, and no other build of the context anything else. */
function fits(change: IgnoreChange, parts: readonly Part[], { tree, merged, others }: IgnoreInput): boolean {
  const rules = ignoreRules(change.path, change.text, merged.path);
  const sharing = partsOf(others).filter(({ context }) => context === merged.path);
  return (
    parts.every(({ files, reading }) => firstChange(files, legacyIgnore(tree, reading), rules) === null) &&
    sharing.every(({ files, reading }) => firstChange(files, legacyIgnore(tree, reading), rules) === null)
  );
}
