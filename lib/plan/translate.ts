import type { EmitWord } from '../dockerfile/emit.js';
import { evidenceOf, type FileLookup } from '../source/diagnostic.js';
import { baseName, displayPath, joinHostPath, parentPath, repositoryRoot, type HostPath } from '../world/host-path.js';
import { mixesMatches, seenAbove } from '../world/seen.js';
import type { EntryKind } from '../world/tree.js';
import type { BuildRun } from '../infer/infer.js';
import { isUnpackedByAdd } from '../commands/archive.js';
import { flagOf, type BuildReading, type CopyInstruction, type SourceUse } from '../infer/read-build.js';
import type { Member } from '../infer/sources.js';
import { scopeAt, type StageScope } from '../dockerfile/stage-scope.js';
import { renderValue } from '../world/value.js';
import { contentImage } from '../world/world.js';
import { artifactEvidence, destinationState, noEvidence, type ArtifactEvidence } from './artifact-evidence.js';
import type { Findings, InstructionChange, PlannedHandOff, PlannedLine } from './model.js';
import { isPrinted } from './printed.js';
import { shimMember, type ShimPlace, type ShimRequest } from './shims.js';
import { isStaged, pathInContext, stagedFiles } from './staging.js';
import type { Explain } from './explain.js';
import { looksLikeTar, unpackSteps } from './unpacked.js';
import { ignoredParts, type IgnoreRules } from './ignored.js';

/** What the translation of one file's COPY lines needs to know. */
export interface Translation {
  readonly run: BuildRun;
  /** Stage name, or literal image reference, of the image that a container was made from. */
  stageOf(member: Member): string | null;
  builderOf(member: Member): BuildReading | null;
  readonly ignore: IgnoreRules | null;
  readonly files: FileLookup;
  readonly explain: Explain;
  readonly findings: Findings;
  /** Collects shims; gives the stage to copy from and the path in it. */
  shim(request: ShimRequest): ShimPlace;
  /** Folder of the old context below the new one. */
  readonly prefix: string;
  /** The new context. */
  readonly context: HostPath;
  /** Whether `COPY --chmod` may be written. */
  readonly chmod: boolean;
  /** Whether a folder inside of another one keeps its own mode, at the price of a shim (MODE-1). */
  readonly nests: boolean;
}

export interface Translated {
  readonly changes: readonly InstructionChange[];
  readonly handOffs: readonly PlannedHandOff[];
}

/** Rewrites every COPY and ADD of a build that takes artifacts (3.1.2). */
export function translateCopies(translation: Translation): Translated {
  const { reading } = translation.run;
  const changes: InstructionChange[] = [];
  const handOffs: PlannedHandOff[] = [];
  for (const instruction of new Set(reading.sources.map((source) => source.instruction))) {
    const uses = reading.sources.filter((source) => source.instruction === instruction);
    for (const use of uses) noteKeptSource(use, translation);
    if (!isStaged(reading) && uses.every((use) => use.content.kind === 'plain')) continue;
    const lines = new InstructionTranslator(translation, instruction, uses).translate();
    if (lines === null) continue;
    handOffs.push(...lines.handOffs);
    changes.push({
      instruction,
      lines: lines.lines,
      reason: 'the artifact comes from the builder stage instead of the host',
      evidence: lines.handOffs.flatMap(({ evidence }) => evidence),
    });
  }
  return { changes, handOffs };
}

/** RUN-6: a file of the checkout that a command in a container could have changed before. */
function noteKeptSource(use: SourceUse, { run, findings, explain }: Translation): void {
  const { context, host } = run.reading.build;
  const isBrought = use.content.kind === 'artifact' && use.content.pattern !== null;
  if ((use.content.kind !== 'plain' && !isBrought) || context.kind !== 'directory') return;
  const path = joinHostPath(context.path, renderValue(use.value));
  if (isBrought && !mixesMatches(host, parentPath(path))) return;
  if (seenAbove(host, path) !== null)
    findings.assumptions.push(explain('sources-kept', use.instruction.span, { path: displayPath(path) }));
}

class InstructionTranslator {
  readonly #lines: PlannedLine[] = [];
  readonly #handOffs: PlannedHandOff[] = [];
  #plain: EmitWord[] = [];

  constructor(
    readonly at: Translation,
    readonly instruction: CopyInstruction,
    readonly uses: readonly SourceUse[],
  ) {}

  get #reading(): BuildReading {
    return this.at.run.reading;
  }

  /** Lines in the order of the sources: later ones overwrite earlier ones. */
  translate(): { readonly lines: readonly PlannedLine[]; readonly handOffs: readonly PlannedHandOff[] } | null {
    for (const use of this.uses) {
      const done = this.#source(use);
      if (!done) return null;
    }
    this.#flush();
    return { lines: this.#lines, handOffs: this.#handOffs };
  }

  #source(use: SourceUse): boolean {
    const { content } = use;
    if (isStaged(this.#reading) && !ownWay.has(content.kind)) return this.#staged(use);
    switch (content.kind) {
      case 'plain':
        this.#plain.push(this.#written(use));
        return true;
      case 'artifact':
        this.#flush();
        return this.#artifact(use, content.member, content.pattern, baseName(content.host), content.host);
      case 'archive':
        this.#flush();
        return this.#archive(use, content);
      case 'members':
        return this.#members(use, content.members, content.others, content.host);
      case 'matches':
        return (
          content.matches.every(({ name, member }) => {
            this.#flush();
            return this.#artifact(use, member, null, name, joined(fixedFolder(content.host), name));
          }) && (content.others ? (this.#plain.push(this.#written(use)), true) : true)
        );
      case 'problem':
        this.at.findings.refusals.push(
          this.at.explain(content.code, this.instruction.span, { path: displayPath(content.host), why: content.why }),
        );
        return false;
    }
  }

  /** K8: every member of a staged folder from where it came. */
  #staged(use: SourceUse): boolean {
    const files = stagedFiles(this.#reading, use);
    if (files === null) return this.#refuseStaged(use);
    this.#flush();
    const text = this.#destination();
    const folder = text === '.' ? './' : text.endsWith('/') ? text : `${text}/`;
    return files.every(({ path, origin }) => {
      const destination = path === '' ? text : `${folder}${path}`;
      if (origin.kind === 'artifact') {
        const member: Member = {
          path,
          origin,
          made: null,
          entry: 'unknown',
          mode: { kind: 'kept' },
          edits: [],
          contents: false,
        };
        const evidence = this.#evidence(member);
        if (path !== '' && this.#mustNest(member, kindOf(member, evidence)))
          return this.#nested(use, member, evidence, path, text);
        if (kindOf(member, evidence) !== 'file') this.#noteDirectoryMode(member, use);
        return this.#emit(use, member, evidence, origin.path, destination, path);
      }
      const source =
        origin.kind === 'repository' ? pathInContext(`${repositoryRoot}/${origin.path}`, this.at.context) : null;
      if (source === null) return this.#refuseStaged(use);
      const name = path === '' ? baseName(renderValue(use.value)) : path;
      this.#lines.push({
        kind: 'context',
        sources: [source],
        destination: {
          raw: path === '' && /(?:\/|^\.)$/.test(text) && baseName(source) !== name ? `${folder}${name}` : destination,
        },
      });
      return true;
    });
  }

  #refuseStaged(use: SourceUse): boolean {
    this.at.findings.refusals.push(
      this.at.explain('host-path-source', this.instruction.span, { path: renderValue(use.value) }),
    );
    return false;
  }

  /** The source word as it is written, with the new context's prefix. */
  #written(use: SourceUse): EmitWord {
    const word = this.instruction.sources[use.index]?.text ?? '';
    return { raw: prefixed(word, this.at.prefix) };
  }

  #flush(): void {
    if (this.#plain.length === 0) return;
    this.#lines.push({ kind: 'context', sources: this.#plain, destination: { raw: this.#destination() } });
    this.#plain = [];
  }

  /** The destination as written; with several sources it ends in a slash (CO-S8). */
  #destination(): string {
    const text = this.instruction.destination?.text ?? '';
    return this.uses.length > 1 && !/(?:\/|^\.)$/.test(text) ? `${text}/` : text;
  }

  /** K1 … K6: the source is one artifact, or lies below one. */
  #artifact(use: SourceUse, member: Member, pattern: string | null, name: string, host: string): boolean {
    if (pattern !== null && this.#filteredAbove(host)) return this.#refuseFiltered(member);
    if (pattern !== null)
      return this.#emit(
        use,
        member,
        noEvidence,
        `${member.origin.path === '/' ? '' : member.origin.path}/${pattern}`,
        this.#destination(),
        host,
      );
    const evidence = this.#evidence(member);
    const kind = kindOf(member, evidence);
    if (this.instruction.keyword === 'ADD' && evidence.archive !== 'no') {
      if (evidence.archive === 'yes') return this.#unpacked(use, member, evidence, host);
      if ([member.origin.path, name].some(looksLikeTar))
        return this.#refuse('archive-unproven', { path: member.origin.path });
    }
    if (this.#needsShim(member, kind, name, use, host))
      return this.#viaShim(use, member, evidence, name, this.#destination(), host);
    const renamed = kind !== 'directory' && baseName(member.origin.path) !== name;
    const destination = renamed ? this.#renamedDestination(name, use) : this.#destination();
    return this.#emit(use, member, evidence, member.origin.path, destination, host);
  }

  #refuse(code: Parameters<Explain>[0], values: Parameters<Explain>[2]): false {
    this.at.findings.refusals.push(this.at.explain(code, this.instruction.span, values));
    return false;
  }

  /** A tar that the script made: ADD put its members there, anything else needs the tar itself. */
  #archive(use: SourceUse, content: SourceUse['content'] & { readonly kind: 'archive' }): boolean {
    const { archive, host } = content;
    if (this.instruction.keyword === 'COPY' || !isUnpackedByAdd(archive)) {
      if (content.whole !== null) return this.#artifact(use, content.whole, null, baseName(host), host);
      return this.#refuse('transformed-on-host', { path: displayPath(host), why: archive.by });
    }
    if (this.#hasArchiveFlags(host)) return false;
    if (archive.owners === 'host') this.#assume('host-owners', {});
    return unpackSteps(content, this.#destination(), (member) => this.#evidence(member)).every((step) => {
      const { member, evidence } = step;
      const kept = archive.owners === 'own' && !(evidence.root && evidence.kind === 'file');
      if (kept) this.#assume('archive-owners', { path: member.origin.path });
      if (step.kind === 'apart') return this.#apart(use, member, evidence, step, host);
      if (step.losesMode) this.#noteDirectoryMode(member, use);
      return !isChanged(member)
        ? this.#emit(use, member, evidence, member.origin.path, step.destination, host, step.chown)
        : this.#viaShim(use, member, evidence, baseName(member.path), step.destination, host);
    });
  }

  /** TAR-1: a tar of the builder is unpacked in a stage of its own, with the owners that stand in it. */
  #unpacked(use: SourceUse, member: Member, evidence: ArtifactEvidence, host: string): boolean {
    if (this.#hasArchiveFlags(host)) return false;
    this.#assume('archive-owners', { path: member.origin.path });
    const destination = this.#destination();
    const request = this.#request(use, member, evidence, '', { apart: `${host} ${destination}`, unpack: true, host });
    if (request === null) return false;
    const { stage, folder } = this.at.shim(request);
    this.#push(
      use,
      member,
      evidence,
      { from: stage, path: folder, via: 'shim', source: `${folder}/`, landed: use.destination.path },
      destination,
      host,
      null,
    );
    return true;
  }

  /** A folder, or what may be one, keeps its owner and mode only where the folder around it is copied. */
  #apart(
    use: SourceUse,
    member: Member,
    evidence: ArtifactEvidence,
    { name, destination }: { readonly name: string; readonly destination: string },
    host: string,
    chown: string | null = null,
  ): boolean {
    const apart = `${String(this.instruction.span.start)} ${destination}`;
    const request = this.#request(use, member, evidence, name, { apart, unpack: false, host });
    if (request === null) return false;
    const { stage, folder } = this.at.shim(request);
    this.#push(
      use,
      member,
      evidence,
      {
        from: stage,
        path: folder,
        via: 'shim',
        source: `${folder}/`,
        landed: joined(use.destination.path === '/' ? '' : use.destination.path, member.path),
      },
      destination,
      host,
      chown,
    );
    return true;
  }

  #hasArchiveFlags(host: string): boolean {
    const flag = this.instruction.flags.find(({ name }) => name === 'chown' || name === 'chmod');
    if (flag === undefined) return false;
    this.#refuse('archive-flags', { flag: `--${flag.name}`, path: displayPath(host) });
    return true;
  }

  #assume(code: Parameters<Explain>[0], values: Parameters<Explain>[2]): void {
    this.at.findings.assumptions.push(this.at.explain(code, this.instruction.span, values));
  }

  /** A wildcard over a filtered folder: which of the matches were kept out is not known by name. */
  #filteredAbove(host: string): boolean {
    return this.at.ignore !== null && ignoredParts(this.at.ignore, parentPath(host), '').length > 0;
  }

  #refuseFiltered(member: Member): boolean {
    this.at.findings.refusals.push(
      this.at.explain('ignored-parts', this.instruction.span, { path: member.origin.path }),
    );
    return false;
  }

  #evidence(member: Member): ArtifactEvidence {
    const builder = this.at.builderOf(member);
    const evidence = builder === null ? noEvidence : artifactEvidence(builder, member.origin.path);
    if (member.made !== null)
      return {
        ...evidence,
        kind: member.entry === 'unknown' ? evidence.kind : member.entry,
        root: isPrintedNew(member.made) || evidence.root,
      };
    return isPrinted(member) ? { ...evidence, kind: 'file', root: true } : evidence;
  }

  /** K4, K5, IGN-2, T-K22 and values of the script in the path. */
  #needsShim(member: Member, kind: EntryKind, name: string, use: SourceUse, host: string): boolean {
    if (isChanged(member) && this.#chmod(member, kind, use) === null) return true;
    if (this.#filtered(kind, name, use, host).length > 0) return true;
    if (this.#pathWord(member.origin.path, use, member.origin.symbols ?? []) === null) return true;
    if (kind === 'directory' || baseName(member.origin.path) === name) return false;
    const text = this.#destination();
    const state = destinationState(this.#reading, use.stage, this.instruction, use.destination.path);
    // K5, and where no stage can be made on the image: a folder gives its contents, and nothing has D's name.
    if (kind === 'unknown') return this.at.builderOf(member) !== null || /(?:\/|^\.)$/.test(text) || state !== 'absent';
    if (kind === 'link') return true;
    if (/(?:\/|^\.)$/.test(text)) return false;
    return state === 'unknown';
  }

  /** MODE-3, T-K22: `--chmod` for one file, where no folder on the way can be new: new ones would get the mode, too. */
  #chmod({ mode, made, edits }: Member, kind: EntryKind, use: SourceUse): string | null {
    if (made !== null || edits.length > 0) return null;
    if (mode.kind !== 'bits' || kind !== 'file' || !this.at.chmod || flagOf(this.instruction, 'chmod') !== null)
      return null;
    const { path, isDirectorySyntax } = use.destination;
    const folder = isDirectorySyntax ? path : parentPath(path);
    const state = destinationState(this.#reading, use.stage, this.instruction, folder === '' ? '/' : folder);
    return state === 'directory' ? mode.bits.toString(8).padStart(3, '0') : null;
  }

  /** IGN-2: commands that take away what the ignore file kept out of the artifact at a host path. */
  #filtered(kind: EntryKind, place: string, use: SourceUse, host: string): readonly string[] {
    if (kind === 'file' || this.at.ignore === null || use.content.kind === 'archive') return [];
    return ignoredParts(this.at.ignore, host, place);
  }

  /** K3, K4: a file whose name on the host was another one. */
  #renamedDestination(name: string, use: SourceUse): string {
    const text = this.#destination();
    if (text === '.') return `./${name}`;
    if (text.endsWith('/')) return `${text}${name}`;
    return destinationState(this.#reading, use.stage, this.instruction, use.destination.path) === 'directory'
      ? `${text}/${name}`
      : text;
  }

  /** K7, K8, K1m: artifacts inside a directory of the context. */
  #members(use: SourceUse, members: readonly Member[], others: boolean, host: string): boolean {
    if (others) this.#plain.push(this.#written(use));
    this.#flush();
    return members.every((member) => {
      const evidence = this.#evidence(member);
      const kind = kindOf(member, evidence);
      const text = this.#destination();
      const base = text === '.' ? './' : text.endsWith('/') || text === '' ? text : `${text}/`;
      const directory = member.contents || kind === 'directory';
      // COPY drops the mode of the folder that it names (§2.4).
      const isSourceItself = member.path === '' && member.contents;
      const whole = others || members.length > 1 || !member.contents ? base : text;
      const destination =
        member.path === '' ? whole : `${base}${member.path}${directory && !member.contents ? '/' : ''}`;
      if (member.path !== '' && this.#mustNest(member, kind))
        return this.#nested(use, member, evidence, joined(host, member.path), text);
      if (!member.contents && kind !== 'file') this.#noteDirectoryMode(member, use);
      if (
        (isSourceItself ? member.made !== null || member.edits.length > 0 : isChanged(member)) ||
        this.#pathWord(member.origin.path, use, member.origin.symbols ?? []) === null ||
        (this.at.ignore !== null &&
          kind !== 'file' &&
          ignoredParts(this.at.ignore, joined(host, member.path), baseName(member.path)).length > 0)
      ) {
        return this.#viaShim(
          use,
          member,
          evidence,
          baseName(member.path === '' ? member.origin.path : member.path),
          destination,
          joined(host, member.path),
        );
      }
      return this.#emit(use, member, evidence, member.origin.path, destination, joined(host, member.path));
    });
  }

  /** LINK-1, MODE-1: inside of a copied folder a link stayed a link and a folder kept its mode. */
  #mustNest(member: Member, kind: EntryKind): boolean {
    if (member.contents || member.origin.follow) return false;
    return kind === 'link' || (this.at.nests && kind !== 'file');
  }

  /** Takes the member out of a folder that holds nothing else, so that it is nested again (CO-S3). */
  #nested(use: SourceUse, member: Member, evidence: ArtifactEvidence, host: string, text: string): boolean {
    const folder = parentPath(`/${member.path}`).slice(1);
    const destination = folder === '' ? text : `${text.endsWith('/') ? text : `${text}/`}${folder}`;
    const chown = flagOf(this.instruction, 'chown') === null ? '0:0' : null;
    return this.#apart(use, member, evidence, { name: baseName(member.path), destination }, host, chown);
  }

  #noteDirectoryMode(member: Member, use: SourceUse): void {
    this.at.findings.assumptions.push(
      this.at.explain('directory-mode', this.instruction.span, {
        path: member.origin.path,
        destination: `${use.destination.path === '/' ? '' : use.destination.path}/${member.path}`,
      }),
    );
  }

  #viaShim(
    use: SourceUse,
    member: Member,
    evidence: ArtifactEvidence,
    name: string,
    destination: string,
    host: string,
  ): boolean {
    const request = this.#request(use, member, evidence, name, { apart: null, unpack: false, host });
    if (request === null) return false;
    const placed = this.at.shim(request);
    this.#push(
      use,
      member,
      evidence,
      { from: placed.stage, path: placed.path, via: 'shim', source: placed.path },
      destination,
      host,
    );
    return true;
  }

  /** What a shim stage must do for an artifact; null where it is refused. */
  #request(
    use: SourceUse,
    member: Member,
    evidence: ArtifactEvidence,
    name: string,
    how: { readonly apart: string | null; readonly unpack: boolean; readonly host: HostPath },
  ): ShimRequest | null {
    const builder = this.at.builderOf(member);
    const stage = this.at.stageOf(member);
    if (builder === null || stage === null) {
      this.#refuse('shim-needs-builder', { path: member.origin.path });
      return null;
    }
    const kind = kindOf(member, evidence);
    const result = shimMember({
      builder,
      stage,
      member,
      kind,
      name,
      ...how,
      removed: (place) => this.#filtered(kind, place, use, how.host),
      explain: this.at.explain,
      at: this.instruction.span,
    });
    if (result.kind === 'request') return result.request;
    this.at.findings.refusals.push(result.diagnostic);
    return null;
  }

  #emit(
    use: SourceUse,
    member: Member,
    evidence: ArtifactEvidence,
    path: string,
    destination: string,
    host: string,
    chown = this.#owner(evidence, kindOf(member, evidence)),
  ): boolean {
    const from = this.at.stageOf(member);
    const source = this.#pathWord(path, use, member.origin.symbols ?? []);
    if (from === null || source === null) {
      this.at.findings.refusals.push(
        this.at.explain('unresolved-path', this.instruction.span, {
          path,
          why: 'a script value stands in it and no stage holds that value',
        }),
      );
      return false;
    }
    this.#push(use, member, evidence, { from, path, via: 'copy', source }, destination, host, chown);
    return true;
  }

  /** OWN-1: what came over the host belonged to root. */
  #owner(evidence: ArtifactEvidence, kind: EntryKind): string | null {
    return flagOf(this.instruction, 'chown') === null && !(evidence.root && kind === 'file') ? '0:0' : null;
  }

  /** A path with script values is written with the ARG that holds the value at this line; null where there is none. */
  #pathWord(path: string, use: SourceUse, symbols: NonNullable<Member['origin']['symbols']>): EmitWord | null {
    if (symbols.length === 0) return path;
    return argumentPath(
      path,
      scopeAt(this.#reading.dockerfile, this.#reading.list, use.stage, this.instruction, this.#reading.build),
      symbols,
    );
  }

  #push(
    use: SourceUse,
    member: Member,
    evidence: ArtifactEvidence,
    copy: { from: string; path: string; via: 'copy' | 'shim'; source: EmitWord; landed?: string },
    destination: string,
    host: string,
    chown = this.#owner(evidence, kindOf(member, evidence)),
  ): void {
    const kind = kindOf(member, evidence);
    const line = this.#line({
      kind: 'stage',
      from: copy.from,
      chown,
      chmod: copy.via === 'copy' && member.mode.kind !== 'kept' ? this.#chmod(member, kind, use) : null,
      source: copy.source,
      destination: { raw: destination },
    });
    const { container } = member.origin;
    this.#handOffs.push({
      image: contentImage(container),
      container,
      stage: this.at.stageOf(member) ?? copy.from,
      artifact: withCarriers(copy.via === 'shim' ? member.origin.path : copy.path, member),
      via: copy.via,
      kind,
      runtimePath: copy.landed ?? landedPath(use, kind, destination, copy.path),
      host: [host],
      line,
      instruction: this.instruction,
      evidence: this.#evidenceOf(member, evidence),
    });
  }

  /** Members that lie in one folder of a shim stage come with one line. */
  #line(line: PlannedLine & { readonly kind: 'stage' }): PlannedLine {
    const text = JSON.stringify(line);
    const before = this.#lines.find((other) => JSON.stringify(other) === text);
    if (before === undefined) this.#lines.push(line);
    return before ?? line;
  }

  #evidenceOf(member: Member, evidence: ArtifactEvidence): PlannedHandOff['evidence'] {
    const container = evidenceOf('container', member.origin.container.span, this.at.files);
    const copy = evidenceOf('copy', this.instruction.span, this.at.files);
    const made = evidence.instruction === null ? [] : [evidenceOf('made by', evidence.instruction.span, this.at.files)];
    return [...made, container, copy];
  }
}

/** Contents that a staged context does not change. */
const ownWay: ReadonlySet<string> = new Set(['problem', 'artifact', 'archive']);

/** What a command of root printed into a new file. */
function isPrintedNew(made: NonNullable<Member['made']>): boolean {
  return made.kind === 'derived' && made.making?.kind === 'made' && made.making.output === null;
}

/** What reached the build is not what the builder holds. */
function isChanged({ mode, made, edits }: Member): boolean {
  return mode.kind !== 'kept' || made !== null || edits.length > 0;
}

/** Evidence beats what docker cp could tell; both know files from directories only where something proves it. */
function kindOf(member: Member, evidence: ArtifactEvidence): EntryKind {
  if (evidence.kind === 'file' || evidence.kind === 'directory') return evidence.kind;
  return evidence.kind === 'link' && !member.origin.follow ? 'link' : member.entry;
}

/** Script values in a path by the names of the variables that hold them. */
function withCarriers(path: string, member: Member): string {
  return (member.origin.symbols ?? []).reduce(
    (text, { key, carrier }) => (carrier === undefined ? text : text.split(key).join(`\${${carrier}}`)),
    path,
  );
}

/** What stands before the first wildcard of a path. */
function fixedFolder(pattern: string): string {
  const segments = pattern.split('/');
  return segments
    .slice(
      0,
      segments.findIndex((segment) => /[*?[\\]/.test(segment)),
    )
    .join('/');
}

function joined(host: string, path: string): string {
  return path === '' ? host : `${host}/${path}`;
}

/** Where the copy lands in the image, for the report: of a directory the place of its contents. */
function landedPath(use: SourceUse, kind: EntryKind, destination: string, source: string): string {
  const { path, isDirectorySyntax } = use.destination;
  const written = use.instruction.destination?.text ?? '';
  const below = (name: string): string => (name === '' ? path : `${path === '/' ? '' : path}/${name}`);
  if (destination !== written && destination !== `${written}/`) {
    const stem = written === '.' ? './' : written.endsWith('/') ? written : `${written}/`;
    return below(destination.slice(stem.length).replace(/\/$/, ''));
  }
  const isDirectory = kind === 'directory' || /[*?[]/.test(source);
  return !isDirectory && (isDirectorySyntax || destination.endsWith('/')) ? below(baseName(source)) : path;
}

/** Writes script values in a path as the ARG or ENV that holds them at the line; null where one is not held. */
function argumentPath(path: string, scope: StageScope, symbols: Member['origin']['symbols'] = []): EmitWord | null {
  let raw = path;
  for (const { key } of symbols) {
    const name = [...scope.arguments, ...scope.environment].find(([, value]) => renderValue(value) === key)?.[0];
    if (name === undefined) return null;
    const [first = '', ...rest] = raw.split(key);
    raw = first + rest.map((piece) => (/^\w/.test(piece) ? `\${${name}}${piece}` : `$${name}${piece}`)).join('');
  }
  return { raw };
}

/** A context source below a folder of the new context (C2). */
export function prefixed(word: string, prefix: string): string {
  if (prefix === '' || /^(?:https?|ftp|git):\/\//.test(word)) return word;
  const plain = word.replace(/^(?:\.?\/)+/, '');
  return plain === '' || plain === '.' ? `${prefix}/` : `${prefix}/${plain}`;
}
