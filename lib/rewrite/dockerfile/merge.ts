import { emitCopy, type EmitWord } from '../../dockerfile/emit.js';
import { isStageIndex, type Stage } from '../../dockerfile/stages.js';
import { higherSyntax, syntaxOf } from '../../dockerfile/syntax.js';
import { freeStageName, takenStageNames } from '../../dockerfile/names.js';
import type { ArgInstruction, FromInstruction, Instruction } from '../../dockerfile/types.js';
import { flagOf, type CopyInstruction } from '../../infer/read-build.js';
import type { InstructionChange, Part, PipelinePlan, PlannedHandOff, PlannedLine, Shim } from '../../plan/model.js';
import { prefixed } from '../../plan/translate.js';
import { applyEdits, type TextEdit } from '../edit.js';
import { renameArguments } from './rename-arguments.js';
import { renameStagesIn } from './stage-names.js';

export interface MergedDockerfile {
  readonly text: string;
  /** The emitted text of each planned line. */
  readonly lines: ReadonlyMap<PlannedLine, string>;
}

/** Writes the merged Dockerfile: builders, shim stages, runtime; every other byte as it was (M1 … M9). */
export function mergeDockerfiles(plan: PipelinePlan): MergedDockerfile {
  const lines = new Map<PlannedLine, string>();
  const taken = new Set(plan.parts.flatMap(({ reading }) => [...takenStageNames(reading.dockerfile)]));
  for (const { stage } of plan.parts) if (stage !== null) taken.add(stage);
  const runtime = plan.parts.at(-1);
  const eol = runtime?.reading.dockerfile.file.text.includes('\r\n') === true ? '\r\n' : '\n';
  const texts = plan.parts.map((part, index) => new PartWriter(part, index, taken, lines).write(eol));
  for (const handOff of plan.handOffs) if (!lines.has(handOff.line)) lines.set(handOff.line, namedLine(handOff, plan));
  const shims = plan.shims.map((shim) => shimText(shim, eol));
  const builders = joinAppended(plan.parts.slice(0, -1), texts, eol);
  const [plain = '', ...rest] = [...builders, ...shims, ...texts.slice(-1)];
  const first = withHighestSyntax(plain, plan.parts);
  const directives = movedDirectives(plan.parts);
  const hoisted = plan.parts
    .slice(1)
    .flatMap((part) =>
      part.reading.list.globals
        .filter((global) => isNew(global, part, plan.parts))
        .map((global) => renamedText(global, part)),
    );
  const head = [...directives, ...hoisted].map((line) => `${line}${eol}`).join('');
  const body = insertHead(first, head, directives.length > 0);
  const joined = [body, ...rest]
    .map((text, index, all) =>
      index === all.length - 1 ? text : `${text.replace(/(?:[ \t]*\r?\n)+$/, '')}${eol}${eol}`,
    )
    .join('');
  return { text: joined, lines };
}

/** A part without a FROM of its own goes on where the part before it ends. */
function joinAppended(parts: readonly Part[], texts: readonly string[], eol: string): string[] {
  const joined: string[] = [];
  for (const [index, part] of parts.entries()) {
    const text = texts[index] ?? '';
    const before = part.appended ? joined.pop() : undefined;
    joined.push(before === undefined ? text : `${before.replace(/(?:[ \t]*\r?\n)+$/, '')}${eol}${text}`);
  }
  return joined;
}

/** A line that copied from the builder's tag, or from a stage, already. */
function namedLine({ instruction }: PlannedHandOff, { parts }: PipelinePlan): string {
  const part = parts.at(-1);
  const text = part?.reading.dockerfile.file.text.slice(instruction.span.start, instruction.span.end) ?? '';
  const name = part?.stageReferences.get(instruction);
  const value = flagOf(instruction, 'from')?.valueSpan ?? null;
  if (name === undefined || value === null) return text;
  const { start } = instruction.span;
  return text.slice(0, value.start - start) + name + text.slice(value.end - start);
}

/** Hoisted arguments stand behind directives and header comments of the first file, before its first instruction (M4, M6). */
function insertHead(text: string, head: string, atTop: boolean): string {
  if (head === '') return text;
  if (atTop) return text.startsWith('\ufeff') ? `\ufeff${head}${text.slice(1)}` : head + text;
  const lines = text.split(/(?<=\n)/);
  let at = 0;
  while (at < lines.length && /^\ufeff?#\s*(?:syntax|escape|check)\s*=/i.test(lines[at] ?? '')) at += 1;
  return [...lines.slice(0, at), head, ...lines.slice(at)].join('');
}

/** Directives that only later files have: they count at the very top alone, and once (DF-T1, T-M14). */
function movedDirectives([first, ...later]: readonly Part[]): string[] {
  const seen = new Set<string>(first?.reading.dockerfile.directives.map(({ name }) => name));
  const moved = later.flatMap(({ reading }) =>
    reading.dockerfile.directives.map(({ name, span }) => ({
      name,
      text: reading.dockerfile.file.text.slice(span.start, span.end),
    })),
  );
  const syntax = highestSyntax(later);
  return moved.flatMap(({ name, text }) => {
    if (seen.has(name)) return [];
    seen.add(name);
    return [name === 'syntax' && syntax !== null && !text.includes(syntax) ? `# syntax=${syntax}` : text.trimEnd()];
  });
}

/** M6: the first file's own `# syntax=` line names the frontend that can read all parts. */
function withHighestSyntax(text: string, parts: readonly Part[]): string {
  const [first] = parts;
  const own = first === undefined ? null : syntaxOf(first.reading.dockerfile);
  const highest = highestSyntax(parts);
  return own === null || highest === null || own.value === highest ? text : text.replace(own.value, () => highest);
}

function highestSyntax(parts: readonly Part[]): string | null {
  const all = parts.flatMap(({ reading }) => syntaxOf(reading.dockerfile)?.value ?? []);
  const [first, ...rest] = all;
  return first === undefined ? null : rest.reduce((highest, other) => higherSyntax(highest, other) ?? highest, first);
}

/** A global that an earlier part already declares the same way is not written twice. */
function isNew(global: ArgInstruction, part: Part, parts: readonly Part[]): boolean {
  const before = parts.slice(0, parts.indexOf(part));
  return !before.some((other) =>
    other.reading.list.globals.some((known) => renamedText(known, other) === renamedText(global, part)),
  );
}

function renamedText(global: ArgInstruction, part: Part): string {
  const { text } = part.reading.dockerfile.file;
  const edits = renameArguments(part.reading, part.renames).filter(
    ({ span }) => span.start >= global.span.start && span.end <= global.span.end,
  );
  return applyEdits(
    text.slice(global.span.start, global.span.end),
    edits.map((edit) => ({
      ...edit,
      span: { ...edit.span, start: edit.span.start - global.span.start, end: edit.span.end - global.span.start },
    })),
  );
}

function shimText(shim: Shim, eol: string): string {
  const lines = [`FROM ${shim.base} AS ${shim.name}`];
  if (shim.becomeRoot) lines.push('USER 0');
  for (const name of shim.args) lines.push(`ARG ${name}`);
  lines.push(`RUN ${shim.commands.join(' && ')}`);
  return lines.map((line) => `${line}${eol}`).join('');
}

/** Writes one legacy Dockerfile as a part of the merged one. */
class PartWriter {
  readonly #edits: TextEdit[] = [];

  constructor(
    readonly part: Part,
    readonly index: number,
    readonly taken: Set<string>,
    readonly lines: Map<PlannedLine, string>,
  ) {}

  write(eol: string): string {
    const { part } = this;
    const { file } = part.reading.dockerfile;
    if (part.appended) this.#dropFrom();
    else this.#nameFinalStage();
    if (this.index > 0) this.#dropHead();
    for (const change of part.changes) this.#changeInstruction(change);
    this.#prefixSources();
    this.#references();
    this.#edits.push(...renameArguments(part.reading, part.renames), ...renameStagesIn(part.reading, part.stageNames));
    const end = this.#endOfNeeded();
    const text = applyEdits(
      file.text.slice(0, end),
      this.#edits.filter(({ span }) => span.end <= end),
    );
    const plain = this.index > 0 ? text.replace(/^\ufeff/, '').replace(/^(?:[ \t]*\r?\n)+/, '') : text;
    return plain.replace(/\r?\n/g, eol);
  }

  get #stages(): readonly Stage[] {
    return this.part.reading.list.stages;
  }

  /** M7: stages behind the target are not built and not needed. */
  #endOfNeeded(): number {
    const { file } = this.part.reading.dockerfile;
    const next = this.#stages[this.part.reading.target.index + 1];
    return next === undefined ? file.text.length : next.span.start;
  }

  /** M2: the builder's final stage gets its name, in the case that FROM is written in. */
  #nameFinalStage(): void {
    const { stage, reading } = this.part;
    const { target } = reading;
    if (stage === null || target.name === stage) return;
    const { from } = target;
    if (from.nameSpan !== null) this.#edits.push({ span: from.nameSpan, text: stage });
    else this.#nameStage(target, stage);
  }

  #nameStage(stage: Stage, name: string): void {
    const { from } = stage;
    const keyword = this.part.reading.dockerfile.file.text.slice(from.keywordSpan.start, from.keywordSpan.end);
    const at = { ...from.image.span, start: from.image.span.end };
    this.#edits.push({ span: at, text: ` ${keyword === keyword.toLowerCase() ? 'as' : 'AS'} ${name}` });
  }

  #dropFrom(): void {
    const { dockerfile, target } = this.part.reading;
    this.#edits.push({ span: wholeLine(dockerfile.file.text, target.from.span), text: '' });
  }

  /** Directives and global arguments of a later file move to the top. */
  #dropHead(): void {
    const { dockerfile, list } = this.part.reading;
    for (const { span } of [...dockerfile.directives, ...list.globals])
      this.#edits.push({ span: wholeLine(dockerfile.file.text, span), text: '' });
  }

  #changeInstruction(change: InstructionChange): void {
    const { instruction } = change;
    const { text } = this.part.reading.dockerfile.file;
    const lineStart = text.lastIndexOf('\n', instruction.span.start - 1) + 1;
    const indent = /^[ \t]*/.exec(text.slice(lineStart, instruction.span.start))?.[0] ?? '';
    const merged = joinSameStage(change.lines);
    const written = merged.map((group) => {
      const line = this.#copyText(instruction, group);
      for (const planned of group) this.lines.set(planned, line);
      return line;
    });
    this.#edits.push({ span: instruction.span, text: written.join(`\n${indent}`) });
  }

  #copyText(instruction: CopyInstruction, group: readonly PlannedLine[]): string {
    const [line] = group;
    if (line === undefined) return '';
    const { text } = this.part.reading.dockerfile.file;
    const keyword = text.slice(instruction.keywordSpan.start, instruction.keywordSpan.end);
    const flags = instruction.flags
      .filter(({ name }) => name !== 'from')
      .map(({ span }) => text.slice(span.start, span.end));
    if (line.kind === 'context') {
      const copied = emitCopy({
        otherFlags: flags,
        sources: line.sources,
        destination: line.destination,
        json: instruction.form === 'json',
      });
      return copied.replace(/^COPY/, keyword);
    }
    const copied = emitCopy({
      from: line.from,
      ...(line.chown === null ? {} : { chown: line.chown }),
      ...(line.chmod === null ? {} : { chmod: line.chmod }),
      otherFlags: flags,
      sources: group.map((planned) => (planned.kind === 'stage' ? planned.source : '')),
      destination: line.destination,
      json: instruction.form === 'json',
      escape: this.part.reading.dockerfile.escape,
    });
    return keyword === keyword.toLowerCase() ? copied.replace(/^COPY/, 'copy') : copied;
  }

  /** C2: sources of instructions that keep their text move below the new context. */
  #prefixSources(): void {
    const { prefix, changes, reading } = this.part;
    if (prefix === '') return;
    const changed = new Set<Instruction>(changes.map(({ instruction }) => instruction));
    for (const use of reading.sources) {
      if (changed.has(use.instruction)) continue;
      const word = use.instruction.sources[use.index];
      if (word === undefined) continue;
      const text = prefixed(word.text, prefix);
      this.#edits.push({ span: word.span, text: use.instruction.form === 'json' ? JSON.stringify(text) : text });
    }
  }

  /** M3, M5: images that are stages now, and stages that were named by number. */
  #references(): void {
    const { stageReferences, reading } = this.part;
    for (const [instruction, name] of stageReferences) {
      if (instruction.keyword === 'FROM' && this.part.appended) continue;
      if (instruction.keyword === 'FROM') this.#replaceBase(instruction, name);
      else this.#replaceFrom(instruction, name);
    }
    if (this.index === 0) return;
    for (const stage of this.#stages.slice(0, reading.target.index + 1)) {
      for (const instruction of stage.instructions) this.#replaceNumber(instruction);
    }
  }

  /** A stage that was another name for the image is the builder's own stage now, where the names are one (ST-5). */
  #replaceBase(from: FromInstruction, name: string): void {
    const stage = this.#stages.find((candidate) => candidate.from === from);
    const isAlias = stage?.instructions.length === 0 && stage.name === name && stage !== this.part.reading.target;
    if (isAlias) this.#edits.push({ span: wholeLine(this.part.reading.dockerfile.file.text, from.span), text: '' });
    else this.#edits.push({ span: from.image.span, text: name });
  }

  #replaceFrom(instruction: Instruction, name: string): void {
    const flag = flagOf(instruction, 'from');
    if (flag?.valueSpan !== null && flag?.valueSpan !== undefined)
      this.#edits.push({ span: flag.valueSpan, text: name });
  }

  #replaceNumber(instruction: Instruction): void {
    const value = instruction.keyword === 'COPY' ? (flagOf(instruction, 'from')?.value ?? null) : null;
    if (value === null || !isStageIndex(value)) return;
    const stage = this.#stages[Number(value)];
    if (stage === undefined) return;
    this.#replaceFrom(instruction, this.#nameOf(stage));
  }

  readonly #given = new Map<Stage, string>();

  #nameOf(stage: Stage): string {
    const known = stage.name ?? this.#given.get(stage);
    if (known !== undefined) return known;
    const image = stage.from.image.text.replace(/^.*\//, '').replace(/[:@].*$/, '');
    const name = freeStageName([`${image}-files`, 'files'], this.taken);
    this.taken.add(name);
    this.#given.set(stage, name);
    this.#nameStage(stage, name);
    return name;
  }
}

/** The span of a statement with its newline. */
function wholeLine(text: string, span: TextEdit['span']): TextEdit['span'] {
  const next = text.indexOf('\n', span.end);
  return { ...span, end: next === -1 ? text.length : next + 1 };
}

/** Neighbouring artifacts of one stage, flags and destination stay in one instruction, as they were. */
function joinSameStage(lines: readonly PlannedLine[]): PlannedLine[][] {
  const groups: PlannedLine[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    const before = last?.[0];
    const joins =
      before?.kind === 'stage' &&
      line.kind === 'stage' &&
      before.from === line.from &&
      before.chown === line.chown &&
      before.chmod === line.chmod &&
      wordText(before.destination) === wordText(line.destination) &&
      wordText(line.destination).endsWith('/');
    if (last !== undefined && joins) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

function wordText(word: EmitWord): string {
  return typeof word === 'string' ? word : word.raw;
}
