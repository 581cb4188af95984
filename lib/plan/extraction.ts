import { emitCopy } from '../dockerfile/emit.js';
import { freeStageName, takenStageNames } from '../dockerfile/names.js';
import { quoteShell } from '../script/shell/text.js';
import type { Command } from '../script/program.js';
import type { Diagnostic } from '../source/diagnostic.js';
import { displayPath, parentPath, relativeTo, repositoryRoot, type HostPath } from '../world/host-path.js';
import { findNode } from '../world/tree.js';
import { copiesOf, type Step } from '../world/step.js';
import { renderValue } from '../world/value.js';
import type { Container, CopyOut } from '../world/world.js';
import type { BuildRun, CopyRun, Inference } from '../infer/infer.js';
import { artifactEvidence, chainOf, runsAsRoot } from './artifact-evidence.js';
import { relativeFrom } from './command-line.js';
import type { Explain } from './explain.js';
import type { CommandLineChange } from './model.js';

/** Artifacts that the host alone wants: an export stage, and the one build that writes it to the host (OUT-1, K-e). */
export interface Extraction {
  readonly kind: 'extraction';
  readonly id: string;
  readonly run: BuildRun;
  /** The builder's stage, and whether it gets the name here. */
  readonly stage: string;
  /** Stages behind the builder's, line by line. */
  readonly lines: readonly string[];
  readonly change: CommandLineChange;
  /** The statements that took the artifacts out of containers. */
  readonly removed: ReadonlySet<Command>;
  readonly copies: readonly { readonly artifact: string; readonly host: HostPath }[];
}

export interface ExtractionInput {
  readonly inference: Inference;
  readonly explain: Explain;
  /** Whether a file that is not evaluated needs an image name. */
  readonly isReferenced: (name: string) => boolean;
}

type Planned = Extraction | { readonly kind: 'refused'; readonly diagnostic: Diagnostic };

/** One builder image of which the script only takes files to the host; `copies` are those of all ways through it. */
export function planExtraction(id: string, copies: readonly CopyRun[], input: ExtractionInput): Planned {
  const [first] = copies;
  const run = first === undefined ? undefined : input.inference.runOf.get(first.copy.container.image);
  if (first === undefined || run === undefined) throw new RangeError('an extraction has a builder and copies');
  const refuse = (why: string, step: Step = first.step): Planned => ({
    kind: 'refused',
    diagnostic: input.explain('not-extractable', step.command.span, { artifact: first.copy.from, why }),
  });
  const outside = outsideReason(run, input);
  if (outside !== null) return refuse(outside, run.step);
  for (const { path, copy } of copies) {
    const user = path.steps.find((step) => usesImage(step, copy.container) && !isCarrying(step, copies));
    if (user !== undefined) return refuse('something else uses the builder image', user);
  }
  const landings = landingsOf(run, copies);
  if (typeof landings === 'string') return refuse(landings);
  const removed = removedBy(copies);
  if (removed === null) return refuse('a value of the statements that go is used by others');
  return extraction(id, run, landings, removed);
}

/** The build may become another one: nobody but this statement builds the file, and nobody wants the image. */
function outsideReason({ step, reading }: BuildRun, { inference, isReferenced }: ExtractionInput): string | null {
  const { build } = reading;
  if (build.tool !== 'docker') return `${build.tool} has no such output`;
  if (inference.builds.some((other) => other.reading.path === reading.path && other.step.command !== step.command))
    return 'another statement builds the same Dockerfile';
  if (step.within !== null || build.options.some(({ name }) => ['--quiet', '--iidfile', '--output'].includes(name)))
    return 'the script uses the id of the builder image';
  if (build.context.kind !== 'directory') return 'the build has no folder as its context';
  return build.tags.some((tag) => isReferenced(renderValue(tag))) ? 'another file uses the builder image' : null;
}

function usesImage({ effect }: Step, { image }: Container): boolean {
  switch (effect.kind) {
    case 'container':
    case 'tag':
      return effect.image === image;
    case 'copy-in':
      return effect.container.image === image;
    case 'container-use':
    case 'remove-container':
      return effect.containers.some((container) => container.image === image);
    case 'image-use':
    case 'remove-image':
      return effect.images.includes(image);
    default:
      return false;
  }
}

/** `docker create` and `docker rm` of the containers that the copies come from. */
function isCarrying({ effect }: Step, copies: readonly CopyRun[]): boolean {
  const isOwn = ({ id }: Container): boolean => copies.some(({ copy }) => copy.container.id === id);
  if (effect.kind === 'container') return isOwn(effect.container) && effect.container.state !== 'ran';
  return effect.kind === 'remove-container' && effect.containers.every(isOwn);
}

interface Landings {
  /** The folder that the build writes into. */
  readonly folder: HostPath;
  readonly rows: readonly { readonly copy: CopyOut; readonly inside: string; readonly isFile: boolean }[];
}

/** Where everything lands, or why `--output` would not put it there in the same way. */
function landingsOf(run: BuildRun, copies: readonly CopyRun[]): Landings | string {
  const distinct = [...new Map(copies.map(({ copy }) => [`${copy.from} ${copy.to}`, copy])).values()];
  const ways = new Set(
    run.trace.paths.filter(({ steps }) => steps.some(({ command }) => command === run.step.command)),
  );
  if (copies.length !== distinct.length * ways.size) return 'not every way through the script takes the same files';
  const { host } = run.step.before;
  const folder = distinct.map(({ to }) => existingParent(to, run)).reduce((a, b) => (a !== null && a === b ? a : null));
  if (folder === null) return 'the files go to folders of which none is there before the build';
  const rows = distinct.map((copy) => {
    const evidence = artifactEvidence(run.reading, copy.from);
    return { copy, inside: relativeTo(folder, copy.to) ?? '', isFile: evidence.kind === 'file', evidence };
  });
  const reason = rows.map(({ copy, inside, isFile, evidence }) => {
    const { container, origin, to } = copy;
    if (origin.kind !== 'artifact' || (origin.symbols ?? []).length > 0) return 'its path holds a value of the script';
    if (origin.follow && !isFile) return 'it may be a link that docker cp follows';
    if (container.mounts.length > 0 || container.changed) return 'its container is changed before the copy';
    if (evidence.kind === 'file' && copy.fromEnding !== 'plain') return 'the copy takes a folder, and it is a file';
    if (inside === '' || copy.from === '/') return 'it is the whole image';
    return findNode(host, to).kind === 'absent' ? null : `${displayPath(to)} is there before the build`;
  });
  return reason.find((why) => why !== null) ?? { folder, rows };
}

/** The nearest folder above a path that is there when the image is built. */
function existingParent(path: HostPath, run: BuildRun): HostPath | null {
  for (let at = parentPath(path); relativeTo(repositoryRoot, at) !== null; at = parentPath(at)) {
    const found = findNode(run.step.before.host, at);
    if (found.kind === 'found') return found.node.kind === 'directory' ? at : null;
    if (found.kind === 'uncertain') return null;
  }
  return null;
}

/** The statements of the hand-over; null where something else uses what they set. */
function removedBy(copies: readonly CopyRun[]): ReadonlySet<Command> | null {
  const removed = new Set<Command>();
  for (const { path, step } of copies) {
    const own = path.steps.filter((other) => other === step || isCarrying(other, copies));
    for (const other of own) {
      removed.add(other.command);
      if (other.within !== null) removed.add(other.within);
    }
    const going = path.steps.filter(({ command }) => removed.has(command));
    const set = new Set(going.map(({ index }) => index));
    const used = path.steps.some((other) => !removed.has(other.command) && other.variables.some((at) => set.has(at)));
    if (used || going.some((other) => copiesOf(other).length > 0 && other.onFailure === 'continues')) return null;
  }
  return removed;
}

function extraction(id: string, run: BuildRun, { folder, rows }: Landings, removed: ReadonlySet<Command>): Extraction {
  const { reading } = run;
  const taken = takenStageNames(reading.dockerfile);
  const stage = reading.target.name ?? freeStageName(['builder', 'build'], taken);
  taken.add(stage);
  const target = freeStageName(['export', 'artifact'], taken);
  const direct = rows.every(({ isFile }) => isFile);
  const { escape } = reading.dockerfile;
  const copyLines = rows.map(({ copy, inside }) =>
    emitCopy({ from: stage, sources: [copy.from], destination: `/${inside}`, escape }),
  );
  const lines = direct
    ? [`FROM scratch AS ${target}`, ...copyLines]
    : [
        ...shimLines(run, stage, rows, freeStageName(['handoff'], taken)),
        '',
        `FROM scratch AS ${target}`,
        `COPY --from=${freeStageName(['handoff'], taken)} /__u/ /`,
      ];
  return {
    kind: 'extraction',
    id,
    run,
    stage,
    lines,
    removed,
    change: {
      command: run.step.command,
      run,
      added: [`--output ${quoteShell(relativeFrom(reading.build.cwd, folder) ?? '.')}`],
      file: null,
      context: null,
      target,
      dropsInput: false,
      dropsTags: true,
      renames: new Map(),
    },
    copies: rows.map(({ copy }) => ({ artifact: copy.from, host: copy.to })),
  };
}

/** What nobody knows to be a file keeps what it is only inside of a copied folder (3.1.6). */
function shimLines(run: BuildRun, stage: string, rows: Landings['rows'], name: string): string[] {
  const folders = new Set(rows.map(({ inside }) => `/__u${parentPath(`/${inside}`).replace(/\/$/, '')}`));
  const commands = [
    `mkdir -p ${[...folders].map(quoteShell).join(' ')}`,
    ...rows.map(({ copy, inside }) => `cp -a ${quoteShell(copy.from)} ${quoteShell(`/__u/${inside}`)}`),
  ];
  const ends = chainOf(run.reading).flatMap(({ instructions }) => instructions);
  const becomesRoot =
    !runsAsRoot(run.reading, run.reading.target, null) && ends.some(({ keyword }) => keyword === 'USER');
  return [`FROM ${stage} AS ${name}`, ...(becomesRoot ? ['USER 0'] : []), `RUN ${commands.join(' && ')}`];
}
