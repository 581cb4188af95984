import type { Evidence, FileLookup } from '../source/diagnostic.js';
import { evidenceOf } from '../source/diagnostic.js';
import type { Span } from '../source/source-file.js';
import { isSynthesized, linesOf } from '../source/source-file.js';
import { isReadFailure, type FileTree } from '../source/file-tree.js';
import type { Command, ScriptProgram } from '../script/program.js';
import { walk } from '../script/walk.js';
import { programInWord } from '../evaluate/calls.js';
import { programOfFile } from '../evaluate/context.js';
import type { Inference } from '../infer/infer.js';
import { keptBuilds } from '../plan/kept-builds.js';
import type { Extraction } from '../plan/extraction.js';
import type { CommandLineChange, PipelinePlan } from '../plan/model.js';
import type { Plan } from '../plan/plan.js';
import { mergeDockerfiles, type MergedDockerfile } from './dockerfile/merge.js';
import { addExportStage } from './dockerfile/export-stage.js';
import { applyEdits, type TextEdit } from './edit.js';
import type { FileChange } from './file-change.js';
import { editBuildCommand } from './script/build-command.js';
import { writeArmValues } from './script/arm-values.js';
import { dropStandardInput } from './script/standard-input.js';
import { removeStatements } from './script/shell.js';

/** A changed place of a legacy file and why it changes. */
export interface ChangeNote {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

export interface Rewrite {
  readonly kind: 'rewrite';
  readonly changes: readonly FileChange[];
  readonly merged: ReadonlyMap<PipelinePlan, MergedDockerfile>;
  readonly notes: readonly ChangeNote[];
}

/** A statement that cannot be taken out of its script. */
export interface Obstacle {
  readonly kind: 'obstacle';
  readonly file: string;
  readonly span: Span;
  readonly why: string;
}

export interface RewriteInput {
  readonly tree: FileTree;
  readonly inference: Inference;
  readonly files: FileLookup;
  /** Whether a file may go: nothing but what is changed here mentions it. */
  mayDelete(path: string, changed: ReadonlyMap<string, string>): boolean;
}

/** Writes a plan as changes of whole files. */
export function rewrite(plan: Plan, input: RewriteInput): Rewrite | Obstacle {
  const merged = new Map(plan.pipelines.map((pipeline) => [pipeline, mergeDockerfiles(pipeline)]));
  const texts = new Map<string, string>();
  for (const [pipeline, { text }] of merged) texts.set(pipeline.output, text);
  for (const { ignore } of plan.pipelines) if (ignore !== null) texts.set(ignore.path, ignore.text);
  for (const extraction of plan.extractions) texts.set(extraction.run.reading.path, addExportStage(extraction));
  const notes: ChangeNote[] = [];
  const scripts = rewriteScripts(plan, input, notes);
  if ('kind' in scripts) return scripts;
  for (const [path, text] of scripts) texts.set(path, text);
  for (const pipeline of plan.pipelines)
    notes.push(
      ...dockerfileNotes(pipeline, input.files),
      ...newFileNotes(pipeline, merged.get(pipeline)),
      ...ignoreNotes(pipeline, input.files),
    );
  for (const extraction of plan.extractions) notes.push(exportNote(extraction, input.files));
  const deleted = unneededFiles(plan, input, texts);
  return { kind: 'rewrite', changes: fileChanges(input.tree, texts, deleted), merged, notes };
}

/** Commands that mean nothing by themselves when what stood beside them is gone. */
const neutralCommands = /^(?:cd|pushd|popd|true|test|shift|local|sleep)\b|^[[:]/;

function rewriteScripts(plan: Plan, input: RewriteInput, notes: ChangeNote[]): ReadonlyMap<string, string> | Obstacle {
  const edits = new Map<string, TextEdit[]>();
  const add = (file: string, more: readonly TextEdit[]): void =>
    void edits.set(file, [...(edits.get(file) ?? []), ...more]);
  for (const change of commandLineChanges(plan, input.inference)) {
    const own = [
      ...editBuildCommand(change, input.files),
      ...(change.dropsInput ? dropStandardInput(change.command, input.files) : []),
    ];
    for (const edit of own) add(edit.span.file, [edit]);
    if (own.length > 0)
      notes.push(
        noteOf(
          change.command.span,
          change.dropsTags === true
            ? 'the build writes the files to the host itself'
            : change.target === null
              ? 'the build takes over what the builder build was given'
              : 'the builder is still needed as an image: it is a target of the one Dockerfile now',
          input.files,
        ),
      );
  }
  const assignments = plan.pipelines.flatMap((pipeline) => pipeline.assignments);
  const kept = new Set(assignments.map(({ command }) => command));
  for (const [file, all] of byFile(new Set([...plan.liveness.removed, ...kept]))) {
    const source = input.files(file);
    if (source === undefined) continue;
    const values = writeArmValues(source, programOfFile(source).program, assignments, plan.liveness.removed);
    if ('kind' in values) return { kind: 'obstacle', file, span: values.span, why: 'it is part of a longer command' };
    add(file, values.edits);
    for (const edit of values.edits)
      notes.push(noteOf(edit.span, 'the build behind the arms takes this value', input.files));
    const removed = new Set(
      [...all].filter((command) => plan.liveness.removed.has(command) && !values.replaced.has(command)),
    );
    for (const script of [programOfFile(source), ...programsInWords(programOfFile(source), removed)]) {
      const result = removeStatements(source, script, removed, {
        neutral: (command) => neutralCommands.test(source.text.slice(command.span.start, command.span.end)),
      });
      if (result.kind === 'impossible') return { kind: 'obstacle', file, span: result.at.span, why: result.why };
      add(file, result.edits);
      for (const edit of result.edits)
        notes.push(noteOf(edit.span, 'this only served the hand-off over the host', input.files));
    }
  }
  for (const [command, words] of plan.liveness.trimmed) {
    for (const { word } of words) add(word.span.file, [withBlankBefore(word.span, input.files)]);
    notes.push(noteOf(command.span, 'what the hand-off left on the host is not there any more', input.files));
  }
  return new Map(
    [...edits].flatMap(([file, list]): [string, string][] => {
      const source = input.files(file);
      return source === undefined ? [] : [[file, applyEdits(source.text, uniqueEdits(list))]];
    }),
  );
}

/** Programs inside the words of commands that stay: trap actions, `eval` and `sh -c` texts. */
function programsInWords(script: ScriptProgram, removed: ReadonlySet<Command>): ScriptProgram[] {
  const found: ScriptProgram[] = [];
  walk(script.program, (node) => {
    if (node.kind !== 'command' || removed.has(node)) return;
    for (const word of node.argv) {
      const program = programInWord(word);
      if (program !== null) found.push({ program, problems: [], comments: [] });
    }
  });
  return found;
}

/** Takes a word away with the blanks in front of it. */
function withBlankBefore(span: Span, files: FileLookup): TextEdit {
  const text = files(span.file)?.text ?? '';
  let { start } = span;
  while (start > 0 && /[ \t]/.test(text.charAt(start - 1))) start -= 1;
  return { span: { ...span, start }, text: '' };
}

function commandLineChanges(plan: Plan, inference: Inference): CommandLineChange[] {
  const changes = [
    ...plan.pipelines.flatMap(({ commandLines }) => commandLines),
    ...plan.extractions.map(({ change }) => change),
    ...keptBuilds(plan.pipelines, plan.liveness, inference),
  ];
  return [...new Map(changes.map((change) => [change.command, change])).values()];
}

function byFile(commands: ReadonlySet<Command>): Map<string, Set<Command>> {
  const files = new Map<string, Set<Command>>();
  for (const command of commands)
    files.set(command.span.file, (files.get(command.span.file) ?? new Set()).add(command));
  return files;
}

function uniqueEdits(edits: readonly TextEdit[]): TextEdit[] {
  return [
    ...new Map(
      edits.map((edit) => [`${String(edit.span.start)} ${String(edit.span.end)} ${edit.text}`, edit]),
    ).values(),
  ];
}

function noteOf(span: Span, reason: string, files: FileLookup): ChangeNote {
  const file = files(span.file);
  const lines = file === undefined ? { line: 1, endLine: 1 } : linesOf(file, span);
  return { file: span.file, ...lines, reason, evidence: [evidenceOf('statement', span, files)] };
}

function dockerfileNotes(pipeline: PipelinePlan, files: FileLookup): ChangeNote[] {
  return pipeline.parts.flatMap((part) =>
    part.changes.map((change) => ({
      ...noteOf(change.instruction.span, change.reason, files),
      evidence: change.evidence,
    })),
  );
}

/** OUT-1: the files that the host wants have a stage of their own. */
function exportNote({ run, change }: Extraction, files: FileLookup): ChangeNote {
  const { reading, step } = run;
  const evidence = [evidenceOf('build', step.command.span, files)];
  const { target } = reading;
  return { ...noteOf(target.span, `the stage ${change.target ?? ''} holds what the host takes`, files), evidence };
}

/** A merged file under a new name: every line of it is new. */
function newFileNotes(pipeline: PipelinePlan, merged: MergedDockerfile | undefined): ChangeNote[] {
  const { generated, path } = pipeline.runtime;
  if (merged === undefined || (generated === null && pipeline.output === path)) return [];
  const reason =
    generated === null
      ? `${path} is built from several builders: each of them gets a file`
      : 'the script wrote the Dockerfile itself: its text is a file now';
  const evidence = pipeline.handOffs.flatMap((handOff) => handOff.evidence);
  return [{ file: pipeline.output, line: 1, endLine: merged.text.split('\n').length, reason, evidence }];
}

/** New lines at the end of an ignore file, or a new one. */
function ignoreNotes({ ignore, handOffs }: PipelinePlan, files: FileLookup): ChangeNote[] {
  if (ignore === null) return [];
  const { path, text } = ignore;
  const line = Math.max(1, (files(path)?.text ?? '').split('\n').length - 1);
  const reason = 'one build has one ignore file: it keeps out and lets through what each build did before';
  const evidence = handOffs.flatMap((handOff) => handOff.evidence);
  return [{ file: path, line, endLine: Math.max(line, text.split('\n').length - 1), reason, evidence }];
}

/** Legacy Dockerfiles that are part of a merged file and that nothing builds or mentions any more (M9). */
function unneededFiles(plan: Plan, input: RewriteInput, texts: ReadonlyMap<string, string>): Set<string> {
  const parts = new Set(
    plan.pipelines.flatMap((pipeline) =>
      pipeline.parts.flatMap(({ reading }) => (reading.generated === null ? [reading.path] : [])),
    ),
  );
  const stillBuilt = new Set(
    input.inference.builds.filter((run) => !isFolded(run.step.command, plan)).map(({ reading }) => reading.path),
  );
  return new Set(
    [...parts].filter(
      (path) => !isSynthesized(path) && !texts.has(path) && !stillBuilt.has(path) && input.mayDelete(path, texts),
    ),
  );
}

function isFolded(command: Command, plan: Plan): boolean {
  const kept = plan.pipelines.some(({ runs }) => runs.some(({ step }) => step.command === command));
  const folded = plan.pipelines.some(({ parts }) => parts.some(({ run }) => run.step.command === command));
  return plan.liveness.removed.has(command) || kept || folded;
}

function fileChanges(tree: FileTree, texts: ReadonlyMap<string, string>, deleted: ReadonlySet<string>): FileChange[] {
  const changes: FileChange[] = [];
  for (const [path, text] of texts) {
    const before = tree.entries.has(path) ? tree.read(path) : null;
    if (before === null || isReadFailure(before)) changes.push({ kind: 'added', path, text, mode: 0o644 });
    else if (before.text !== text) changes.push({ kind: 'modified', path, before, text, mode: before.mode });
  }
  for (const path of deleted) {
    const before = tree.read(path);
    if (!isReadFailure(before)) changes.push({ kind: 'deleted', path, before });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
