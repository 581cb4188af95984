import { kindOfPath } from '../discover/names.js';
import type { EntryPoint, Evaluate } from '../evaluate/entry.js';
import { diagnose, type Diagnostic, type FileLookup } from '../source/diagnostic.js';
import type { FileTree } from '../source/file-tree.js';
import type { Span } from '../source/source-file.js';
import { repositoryPath } from '../world/host-path.js';
import type { ExecutionPath, Step, Trace } from '../world/step.js';
import { Comparison } from './compare.js';
import { eventsOf } from './events.js';
import type { Excuse } from './excused.js';
import { Guards } from './guards.js';
import { externalsOf } from './externals.js';
import { familiesOf } from './families.js';
import { Images, type ClientValue } from './images.js';
import { clientValues } from './client-values.js';
import { buildsOf, candidateFiles, differsAt, projectFiles, readable } from './project-files.js';
import { usesHostFile } from '../discover/file-use.js';
import { findMentions, type FindMentions } from './mentions.js';
import { PairComparison, type Sides } from './observables.js';
import type { Condition, Difference } from './outcome.js';
import { pairPaths } from './pair-paths.js';
import { ServingElsewhere } from './serving-elsewhere.js';
import { textAt } from './term.js';
import { Session, type Assumption, type Family, type Side } from './session.js';

/** The result of the independent check. */
export interface Proof {
  readonly status: 'proven' | 'assumed' | 'failed';
  readonly assumptions: readonly Diagnostic[];
  readonly failures: readonly Diagnostic[];
  /** Differences of §4.2 that were met. */
  readonly excused?: readonly Excuse[];
}

export interface ProofEntries {
  readonly legacy: readonly EntryPoint[];
  readonly rewritten: readonly EntryPoint[];
}

export interface ProofOptions {
  /** Who else names a tag or a host path; the default looks through scripts, CI files and manifests. */
  readonly findMentions?: FindMentions;
}

/**
 * Shows that the rewritten tree delivers what the legacy tree delivers, or says why that cannot be shown. Reads both
 * trees from scratch; of the tool it shares only the meaning of commands and instructions.
 */
export function prove(
  legacy: FileTree,
  rewritten: FileTree,
  entries: ProofEntries,
  evaluate: Evaluate,
  options: ProofOptions = {},
): Proof {
  const before = entries.legacy.map((entry) => evaluate(legacy, entry));
  // What a value can be is what the legacy files say: with any other value the legacy script finds no Dockerfile.
  const after = entries.rewritten.map((entry) => {
    const families = before.find((trace) => trace.entry.name === entry.name)?.families;
    return evaluate(rewritten, { ...entry, families: families ?? new Map<string, readonly string[]>() });
  });
  const prover = new Prover(legacy, rewritten, before, after, options.findMentions ?? findMentions);
  return prover.proof();
}

/** Faults of reading after which nothing can be shown about the rest of a script. */
const blinding: ReadonlySet<string> = new Set([
  'unread-construct',
  'too-many-paths',
  'script-syntax',
  'script-cycle',
  'start-directory',
]);

class Prover {
  readonly #assumptions = new Map<string, Diagnostic>();
  readonly #failures = new Map<string, Diagnostic>();
  readonly #excused = new Set<Excuse>();

  constructor(
    readonly legacy: FileTree,
    readonly rewritten: FileTree,
    readonly before: readonly Trace[],
    readonly after: readonly Trace[],
    readonly findMentions: FindMentions,
  ) {}

  proof(): Proof {
    for (const trace of this.before) this.#reading(trace, this.#partner(trace));
    this.#otherChanges();
    for (const family of familiesOf(this.before, this.legacy)) this.#tryFamily(family);
    const failures = [...this.#failures.values()];
    const assumptions = [...this.#assumptions.values()];
    const status = failures.length > 0 ? 'failed' : assumptions.length > 0 ? 'assumed' : 'proven';
    return { status, assumptions, failures, excused: [...this.#excused] };
  }

  /** Files that change although no entry explains it; and files that go although something names them. */
  #otherChanges(): void {
    const explained = new Set(candidateFiles(this.legacy, this.rewritten, [...this.before, ...this.after]));
    for (const path of new Set([...this.legacy.entries.keys(), ...this.rewritten.entries.keys()])) {
      if (!explained.has(path) && differsAt(path, this.legacy, this.rewritten))
        this.#fail({ what: `${path} changes, and no build explains it`, legacy: null, rewritten: null }, path);
    }
    this.#overwritten();
    const gone = [...this.legacy.entries.keys()].filter((path) => !this.rewritten.entries.has(path));
    for (const { path, line, needle } of this.findMentions(this.rewritten, gone)) {
      if (!this.#isEvaluated(path))
        this.#fail({ what: `${needle} is gone, but ${path}:${line} names it`, legacy: null, rewritten: null }, path);
    }
  }

  /** A file that the migration adds must outlive the script that made it by itself before (I-16). */
  #overwritten(): void {
    for (const trace of this.after) {
      for (const { writes, command } of trace.paths.flatMap(({ steps }) => steps)) {
        const path = writes.map(repositoryPath).find((name) => name !== null && this.#isNew(name));
        if (path !== undefined && path !== null)
          this.#fail(
            { what: `${path} is a new file, and this writes or removes it`, legacy: null, rewritten: command.span },
            trace.entry.file,
          );
      }
    }
  }

  #isNew(path: string): boolean {
    return this.rewritten.entries.has(path) && !this.legacy.entries.has(path);
  }

  #partner(trace: Trace): Trace | null {
    return this.after.find(({ entry }) => entry.name === trace.entry.name && entry.file === trace.entry.file) ?? null;
  }

  /** What the interpreter could not read is the same on both sides, and small enough to go on. */
  #reading(legacy: Trace, rewritten: Trace | null): void {
    const shown = (trace: Trace, tree: FileTree): string[] =>
      trace.diagnostics
        .filter(({ severity }) => severity === 'error')
        .map((diagnostic) => `${diagnostic.code} ${diagnostic.message} ${lineText(tree, diagnostic)}`);
    const before = shown(legacy, this.legacy);
    const after = rewritten === null ? [] : shown(rewritten, this.rewritten);
    const blind =
      legacy.diagnostics.find(({ code }) => blinding.has(code)) ??
      rewritten?.diagnostics.find(({ code }) => blinding.has(code));
    if (blind !== undefined)
      this.#fail(
        { what: `the script cannot be read as a whole: ${blind.message}`, legacy: null, rewritten: null },
        legacy.entry.file,
      );
    const fresh = after.find((text) => !before.includes(text));
    if (fresh !== undefined)
      this.#fail(
        { what: `the new script has a step that cannot be read: ${fresh}`, legacy: null, rewritten: null },
        legacy.entry.file,
      );
    for (const assumption of [...legacy.assumptions, ...(rewritten?.assumptions ?? [])])
      this.#assumptions.set(JSON.stringify([assumption.code, assumption.message]), assumption);
  }

  /** Input that is nested too deeply for the stack is not comparable; it is no reason to crash. */
  #tryFamily(family: Family): void {
    try {
      this.#family(family);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#fail(
        { what: 'the builds are nested too deeply to be compared', legacy: null, rewritten: null },
        this.before[0]?.entry.file ?? '',
      );
    }
  }

  #family(family: Family): void {
    const session = new Session();
    for (const path of projectFiles(this.legacy, this.rewritten, [...this.before, ...this.after]))
      session.projectFiles.add(path);
    const legacySide: Side = { name: 'legacy', tree: this.legacy };
    const rewrittenSide: Side = { name: 'rewritten', tree: this.rewritten };
    const legacy = this.#learn(session, legacySide, family, clientValues(this.before, this.legacy));
    const sides: Sides = {
      legacy,
      rewritten: new Images(session, rewrittenSide, family, clientValues(this.after, this.rewritten)),
      legacyGuards: new Guards(this.legacy),
      rewrittenGuards: new Guards(this.rewritten),
      comparison: new Comparison(session),
      events: remembered(eventsOf),
      mentions: (needle) => this.#mention(needle),
      vanished: new Set(),
    };
    for (const trace of this.before) this.#entry(trace, this.#partner(trace), sides);
    for (const trace of this.after)
      if (!this.before.some((other) => this.#partner(other) === trace)) this.#newEntry(trace);
    this.#vanished(sides.vanished, sides.rewritten);
    for (const entry of session.changedRoutes) {
      this.#assume({
        code: 'special-modes',
        side: 'rewritten',
        place: session.placeOf('rewritten', entry),
        values: { path: textAt(entry, 1) },
      });
    }
    for (const assumption of session.assumptions.values()) this.#assume(assumption);
  }

  /** A tag that is gone must not be used on any way through any entry, as if it were an image from elsewhere. */
  #vanished(tags: ReadonlySet<string>, images: Images): void {
    for (const trace of this.after) {
      for (const { steps } of trace.paths) {
        for (const step of steps) {
          const used = externalsOf(step, images).find((key) => tags.has(key));
          if (used !== undefined)
            this.#fail(
              { what: `the tag ${used} is gone, but this still uses it`, legacy: null, rewritten: step.command.span },
              trace.entry.file,
            );
        }
      }
    }
  }

  /** Reads the legacy images until they teach nothing more. */
  #learn(session: Session, side: Side, family: Family, clientValue: ClientValue): Images {
    session.facts.learning = true;
    let images = new Images(session, side, family, clientValue);
    for (let before = -1, rounds = 0; before !== session.facts.count && rounds < 8; rounds++) {
      before = session.facts.count;
      images = new Images(session, side, family, clientValue);
      for (const build of buildsOf(this.before)) images.result(build);
    }
    session.facts.learning = false;
    return images;
  }

  #entry(legacy: Trace, rewritten: Trace | null, sides: Sides): void {
    const place = legacy.entry.file;
    if (rewritten === null) {
      if (legacy.paths.some((path) => path.steps.some(isObservable)))
        this.#fail({ what: `the entry ${legacy.entry.name} is gone`, legacy: null, rewritten: null }, place);
      return;
    }
    const { pairs, lonely } = pairPaths(legacy, rewritten);
    if (lonely.length > 0 || pairs.length === 0)
      this.#fail({ what: 'some ways through the script have no counterpart', legacy: null, rewritten: null }, place);
    const elsewhere = new ServingElsewhere(legacy, sides.legacy);
    for (const pair of pairs) {
      const verdict = new PairComparison(pair, sides, elsewhere).verdict();
      if (!verdict.equal) {
        this.#fail(verdict.difference, place);
        continue;
      }
      for (const excuse of verdict.excuses) this.#excused.add(excuse);
      for (const condition of verdict.conditions) this.#condition(condition, place);
    }
  }

  #newEntry(trace: Trace): void {
    if (trace.paths.some((path) => path.steps.some(isObservable)))
      this.#fail({ what: `the entry ${trace.entry.name} is new`, legacy: null, rewritten: null }, trace.entry.file);
  }

  #mention(needle: string): string | null {
    const isPath = needle.startsWith('path:');
    const wanted = isPath ? needle.slice('path:'.length) : needle;
    const mention = this.findMentions(this.rewritten, [wanted]).find(({ path, text }) =>
      isPath
        ? !this.#isEvaluated(path) && namesArtifact(path, text, wanted)
        : !this.#isEvaluated(path) && !/^[@\s-]*(?:echo|printf)\b/.test(text),
    );
    return mention === undefined ? null : `${mention.path}:${mention.line}`;
  }

  /** Every use in a shell script that was evaluated, or in a Dockerfile that was built, is seen already. */
  #isEvaluated(path: string): boolean {
    const isBuilt = [...buildsOf(this.after)].some(
      ({ dockerfile }) => dockerfile.kind === 'file' && repositoryPath(dockerfile.path) === path,
    );
    return isBuilt || (kindOfPath(path) !== 'make' && this.after.some(({ files }) => files.includes(path)));
  }

  readonly #lookup: Record<Side['name'], FileLookup> = {
    legacy: (path) => readable(this.legacy, path),
    rewritten: (path) => readable(this.rewritten, path),
  };

  #fail(difference: Difference, fallback: string): void {
    const { what, legacy, rewritten } = difference;
    const place: Span | string = rewritten ?? legacy ?? fallback;
    const lookup = rewritten === null ? this.#lookup.legacy : this.#lookup.rewritten;
    const diagnostic = diagnose('proof-failed', place, { why: what }, lookup);
    this.#failures.set(JSON.stringify([diagnostic.message, diagnostic.file, diagnostic.line]), diagnostic);
  }

  #condition({ code, place, values }: Condition, fallback: string): void {
    const diagnostic = diagnose(code, place ?? fallback, values, this.#lookup.rewritten);
    this.#assumptions.set(JSON.stringify([code, diagnostic.message]), diagnostic);
  }

  #assume({ code, side, place, values }: Assumption): void {
    const diagnostic = diagnose(code, place, values, this.#lookup[side]);
    this.#assumptions.set(JSON.stringify([code, diagnostic.message]), diagnostic);
  }
}

/** Ways are compared with several others: their events are found once. */
function remembered(find: typeof eventsOf): typeof eventsOf {
  const known = new Map<ExecutionPath, ReturnType<typeof eventsOf>>();
  return (path, images) => {
    const events = known.get(path) ?? find(path, images);
    known.set(path, events);
    return events;
  };
}

function lineText(tree: FileTree, { file, line, endLine }: Diagnostic): string {
  const source = file === null ? undefined : readable(tree, file);
  return (
    source?.text
      .split('\n')
      .slice(line - 1, endLine)
      .join('\n') ?? ''
  );
}

function isObservable({ effect }: Step): boolean {
  return effect.kind !== 'state' && effect.kind !== 'output';
}

/** A CI file that keeps or takes the host path as an artifact. */
function namesArtifact(path: string, text: string, wanted: string): boolean {
  return text.includes(wanted) && usesHostFile(path, text);
}
