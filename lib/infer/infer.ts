import type { FileTree } from '../source/file-tree.js';
import type { SourceFile } from '../source/source-file.js';
import { contentImage, type BuiltImage, type CopyOut, type Image } from '../world/world.js';
import { copiesOf, type Effect, type ExecutionPath, type Step, type Trace } from '../world/step.js';
import { artifactsOfOrigin } from '../world/tree.js';
import { readBuild, type BuildReading, type Reading, type SourceUse } from './read-build.js';
import type { Member } from './sources.js';

/** One execution of a `docker build` on one path through one entry, or of a command in a container that means one (I-08). */
export interface BuildRun {
  readonly trace: Trace;
  readonly path: ExecutionPath;
  readonly step: Step;
  readonly image: BuiltImage;
  readonly reading: BuildReading;
}

export interface UnreadableRun {
  readonly trace: Trace;
  readonly path: ExecutionPath;
  readonly step: Step;
  readonly reading: Reading & { readonly kind: 'unreadable' };
}

/** A `docker cp` out of a container, on one path. */
export interface CopyRun {
  readonly trace: Trace;
  readonly path: ExecutionPath;
  readonly step: Step;
  readonly copy: CopyOut;
}

/** Everything that the traces of a repository say about builds and what goes between them. */
export interface Inference {
  readonly traces: readonly Trace[];
  readonly builds: readonly BuildRun[];
  readonly unreadable: readonly UnreadableRun[];
  readonly copies: readonly CopyRun[];
  /** The run of each built image. */
  readonly runOf: ReadonlyMap<Image, BuildRun>;
  /** Texts that scripts write themselves, by the name that spans use for them. */
  readonly texts: ReadonlyMap<string, SourceFile>;
}

/** Finds every build, what it takes from other images, and every artifact that is carried out. */
export function infer(tree: FileTree, traces: readonly Trace[]): Inference {
  const builds: BuildRun[] = [];
  const unreadable: UnreadableRun[] = [];
  const copies: CopyRun[] = [];
  const runOf = new Map<Image, BuildRun>();
  for (const trace of traces) {
    for (const path of trace.paths) {
      for (const step of path.steps) {
        const { effect } = step;
        if (effect.kind !== 'build') for (const copy of copiesOf(step)) copies.push({ trace, path, step, copy });
        const image = imageMadeBy(effect);
        if (image === null) continue;
        const known = runOf.get(image);
        const reading: Reading =
          known === undefined
            ? readBuild(tree, image.build, step.command.span, (other) => runOf.get(other)?.reading ?? null)
            : { kind: 'read', reading: known.reading };
        if (reading.kind === 'unreadable') {
          unreadable.push({ trace, path, step, reading });
          continue;
        }
        const run: BuildRun = { trace, path, step, image, reading: reading.reading };
        if (effect.kind === 'build') builds.push(run);
        if (known === undefined) runOf.set(image, run);
      }
    }
  }
  const texts = new Map(
    builds.flatMap(({ reading: { generated } }) => (generated === null ? [] : [[generated.file.path, generated.file]])),
  );
  return { traces, builds, unreadable, copies, runOf, texts };
}

/** The image that a step makes: of a Dockerfile, or of what a command does in a container. */
function imageMadeBy(effect: Effect): BuiltImage | null {
  if (effect.kind === 'build') return effect.image.kind === 'built' ? effect.image : null;
  const [container] =
    effect.kind === 'container' ? [effect.container] : effect.kind === 'container-use' ? effect.containers : [];
  return container?.work?.kind === 'build' ? container.work.image : null;
}

/** The image in whose stage an artifact lies. */
export function producerOf({ origin }: Member): Image {
  return contentImage(origin.container);
}

/** Sources that take an artifact, or would if more were known. */
export function consumptions(reading: BuildReading): readonly SourceUse[] {
  return reading.sources.filter((source) => source.content.kind !== 'plain');
}

/** A build that takes something from another image of the script, over the host or by name. */
export function isRuntime(reading: BuildReading): boolean {
  return consumptions(reading).length > 0 || reading.images.length > 0;
}

interface Artifact {
  readonly container: CopyOut['container'];
  readonly path: string;
}

/** The artifacts behind one source, each with the container it was taken from. */
export function artifactsOf(source: SourceUse): readonly Artifact[] {
  const { content } = source;
  switch (content.kind) {
    case 'plain':
    case 'problem':
      return [];
    case 'artifact':
      return artifactsOfMember(content.member);
    case 'members':
    case 'archive':
      return content.members.flatMap(artifactsOfMember);
    case 'matches':
      return content.matches.flatMap(({ member }) => artifactsOfMember(member));
  }
}

function artifactsOfMember({ origin, made }: Member): readonly Artifact[] {
  return (made === null ? [origin] : artifactsOfOrigin(made)).map(({ container, path }) => ({ container, path }));
}
