import type { Command } from '../script/program.js';
import { mountsOf } from '../commands/docker/run/mounts.js';
import { contextSource } from '../dockerfile/copy.js';
import { joinHostPath, relativeTo, repositoryPath, resolveHostPath, type HostPath } from '../world/host-path.js';
import {
  artifactsOfOrigin,
  findNode,
  foreignOrigins,
  isOnlyArtifacts,
  originsBelow,
  type Node,
} from '../world/tree.js';
import { imageAsked } from '../world/asked-image.js';
import { isInEditedTree } from '../world/edited-tree.js';
import { referenceKey } from '../world/reference.js';
import { renderValue } from '../world/value.js';
import { copiesOf, type Step } from '../world/step.js';
import { unreadCopies } from '../world/unread-copies.js';
import { contentImage, type Argument, type Build, type Container, type Image } from '../world/world.js';
import type { Inference } from '../infer/infer.js';

/** What the converted pipelines no longer need. */
export interface Folded {
  /** Images that are stages now: nothing of the converted builds needs them as images. */
  readonly images: ReadonlySet<Image>;
  /** Commands of the builds that stay, each with the host paths that it no longer reads. */
  readonly runtimes: ReadonlySet<Command>;
  /** Artifacts that folded builds take over the host. */
  readonly taken: readonly { readonly container: Container; readonly path: string }[];
  /** Builder builds of which options go to the build that stays: it needs what their words use. */
  readonly moved: ReadonlySet<Command>;
  /** Contexts that the script made for them (K8): they are not needed any more. */
  readonly staged: ReadonlySet<HostPath>;
  /** Dockerfiles that the script writes itself and that are files of the repository now (I-16). */
  readonly dockerfiles: ReadonlySet<HostPath>;
  /** Whether something outside the evaluated scripts refers to a host path or an image name. */
  isReferenced(name: string): boolean;
}

export interface Liveness {
  /** Statements that only served the hand-off. */
  readonly removed: ReadonlySet<Command>;
  /** Copies out of folded images that stay because the host needs the artifact (FLOW-1), with who needs it. */
  readonly hostCopies: readonly HostCopy[];
  /** Words of statements that stay, which only named what no longer comes to the host. */
  readonly trimmed: ReadonlyMap<Command, readonly Argument[]>;
  /** Folded images that are still built, as a target, because something else uses them (FLOW-2). */
  readonly keptImages: ReadonlySet<Image>;
}

/** An artifact that still comes to the host. */
export interface HostCopy {
  readonly step: Step;
  readonly because: Step;
  readonly artifact: string;
  readonly host: HostPath;
}

type Need = Step | 'statement' | 'outside';

/** Decides for each statement whether anything but the hand-off needs it (3.6). */
export function findLiveness(inference: Inference, folded: Folded): Liveness {
  const analysis = new Analysis(inference, folded);
  analysis.settle();
  return analysis.result();
}

class Analysis {
  readonly #paths: readonly (readonly Step[])[];
  readonly #needed = new Map<Step, Need>();
  readonly #queue: Step[] = [];
  /** Stages of pipes in front of folded builds, which go with the pipe. */
  readonly #dropped = new Set<Step>();
  readonly #byCommand = new Map<Command, Step[]>();
  /** Steps whose output goes into a pipe. */
  readonly #feeding = new Set<Step>();
  readonly #pathOf = new Map<Step, readonly Step[]>();
  /** Steps that stand in the words of a command. */
  readonly #nested = new Map<Command, Step[]>();

  constructor(
    readonly inference: Inference,
    readonly folded: Folded,
  ) {
    this.#paths = inference.traces.flatMap((trace) => trace.paths.map((path) => path.steps));
    for (const steps of this.#paths) {
      for (const step of steps) {
        this.#pathOf.set(step, steps);
        for (const source of feeding(step, steps)) this.#feeding.add(source);
        if (step.within !== null) this.#nested.set(step.within, [...(this.#nested.get(step.within) ?? []), step]);
        const same = this.#byCommand.get(step.command);
        if (same === undefined) this.#byCommand.set(step.command, [step]);
        else same.push(step);
      }
    }
  }

  /** Marks what is needed by itself, then what that needs, until nothing is added. */
  settle(): void {
    for (const steps of this.#paths) for (const step of steps) if (this.#isRoot(step)) this.#need(step, 'outside');
    for (const steps of this.#paths)
      for (const step of steps) if (this.folded.moved.has(step.command)) this.#needVariables(step, steps);
    this.#drain();
    for (let changed = true; changed;) {
      changed = this.#spreadToStatements();
      this.#drain();
    }
  }

  #drain(): void {
    for (let step = this.#queue.pop(); step !== undefined; step = this.#queue.pop()) this.#needInputs(step);
  }

  #need(step: Step, because: Need): void {
    if (this.#needed.has(step)) return;
    this.#needed.set(step, because);
    this.#queue.push(step);
  }

  /** Steps that matter whatever the hand-off does. */
  #isRoot(step: Step): boolean {
    const { effect } = step;
    if (this.#consumerOf(step) !== null || this.#asksForFolded(step)) return false;
    switch (effect.kind) {
      case 'build':
        return (
          !this.folded.images.has(effect.image) ||
          effect.build.tags.some((tag) => this.folded.isReferenced(renderValue(tag)))
        );
      case 'container':
        if (effect.printed !== undefined) return !this.#servesHandOffSomewhere(step);
        if (this.#isFoldedWork(effect.container) || this.#worksLater(effect.container, step)) return false;
        return !this.folded.images.has(effect.image)
          ? !this.#servesFolding(effect.container, step)
          : effect.container.state !== 'created' && !this.#onlyCarries(effect.container, step);
      case 'copy-out':
        return !this.#servesHandOffSomewhere(step);
      case 'container-use':
        if (effect.printed !== undefined) return !this.#servesHandOffSomewhere(step);
        if (effect.containers.length > 0 && effect.containers.every((container) => this.#isFoldedWork(container)))
          return false;
        return (
          effect.containers.length === 0 ||
          !effect.containers.every((container) => this.folded.images.has(container.image)) ||
          /^(?:exec|commit|export|attach)$/.test(effect.verb)
        );
      case 'tag':
      case 'remove-container':
      case 'remove-image':
      case 'copy-in':
      case 'host':
      case 'state':
        return false;
      case 'image-use':
        return effect.verb !== 'images' || (step.within === null && !this.#feeding.has(step));
      case 'engine':
        return step.within === null;
      case 'external':
        return step.within === null && !(effect.harmless && (this.#feeding.has(step) || this.#writesDockerfile(step)));
      case 'output':
        return step.within === null && !this.#feeding.has(step);
    }
  }

  /** Builds of an image that a step asks for before it is built (I-28), where all of them are folded. */
  #asksForFolded(step: Step): boolean {
    const asked = imageAsked(step);
    const makers = asked === null ? [] : this.#makersOf(asked, step);
    return (
      makers.length > 0 &&
      makers.every(({ effect }) => effect.kind === 'build' && this.folded.images.has(effect.image)) &&
      !this.folded.isReferenced((asked ?? '').replace(/:latest$/, ''))
    );
  }

  #makersOf(key: string, step: Step): readonly Step[] {
    return (this.#pathOf.get(step) ?? []).filter(
      ({ effect }) => effect.kind === 'build' && effect.build.tags.some((tag) => referenceKey(tag) === key),
    );
  }

  /** A text that is a file of the repository now, or its removal. */
  #writesDockerfile({ writes }: Step): boolean {
    return writes.length > 0 && writes.every((path) => this.folded.dockerfiles.has(path));
  }

  /** A container whose command is part of the one build now (I-08). */
  #isFoldedWork(container: Container): boolean {
    return container.work?.kind === 'build' && this.folded.images.has(container.work.image);
  }

  /** A container that only stands ready for commands of the one build (I-04), or is waited for. */
  #worksLater(container: Container, step: Step): boolean {
    const later = (this.#pathOf.get(step) ?? []).slice(step.index + 1);
    return later.some(
      ({ effect }) =>
        effect.kind === 'container-use' &&
        effect.containers.some((other) => sameContainer(other, container) && this.#isFoldedWork(other)),
    );
  }

  /** A container whose command changes nothing, and that is there for the hand-off; else people read what it prints. */
  #onlyCarries(container: Container, step: Step): boolean {
    if (container.state !== 'inert') return false;
    const steps = this.#pathOf.get(step) ?? [];
    return (
      step.within !== null ||
      steps.some((other) => copiesOf(other).some((copy) => sameContainer(copy.container, container)))
    );
  }

  /** A container of an external image from which a folded hand-off was copied (I-27). */
  #servesFolding(container: Container, step: Step): boolean {
    if (container.state === 'ran') return false;
    const steps = this.#pathOf.get(step) ?? [];
    const copies = steps.filter((other) => copiesOf(other).some((copy) => sameContainer(copy.container, container)));
    return copies.length > 0 && copies.every((copy) => this.#isConsumed(copy));
  }

  /** A statement whose artifact some folded build takes, if not on this way then on another; what none takes is a product. */
  #servesHandOffSomewhere(step: Step): boolean {
    return (this.#byCommand.get(step.command) ?? []).some((other) => this.#isConsumed(other) || this.#isUnread(other));
  }

  /** A copy that the script removes again, and that nothing took meanwhile: it goes with the hand-off beside it. */
  #isUnread(step: Step): boolean {
    const steps = this.#pathOf.get(step) ?? [];
    const copies = copiesOf(step);
    const unread = unreadCopies(steps);
    const isFolded = ({ command, effect }: Step): boolean =>
      effect.kind !== 'build' || this.folded.runtimes.has(command) || this.folded.images.has(effect.image);
    return (
      copies.length > 0 &&
      steps.every(isFolded) &&
      copies.every(({ container, to }) => this.folded.images.has(container.image) && unread.has(to)) &&
      !copies.some(({ to }) => this.folded.isReferenced(repositoryPath(to) ?? to))
    );
  }

  /** `$(cat FILE)`, `cat FILE | …`: needed by what reads it, and by nothing else. */
  #isQuestion(step: Step): boolean {
    return step.writes.length === 0 && (step.within !== null || this.#feeding.has(step));
  }

  /** A copy whose artifact some folded build took. */
  #isConsumed(step: Step): boolean {
    const copies = copiesOf(step);
    return (
      copies.length > 0 &&
      copies.every(({ container, from }) =>
        this.folded.taken.some(
          (taken) => sameContainer(taken.container, container) && relativeTo(from, taken.path) !== null,
        ),
      )
    );
  }

  /** The step that reads what this one prints into a pipe, where that is all that it does. */
  #consumerOf(step: Step): Step | null {
    const { effect, pipedInto, writes } = step;
    if (pipedInto?.kind !== 'command' || writes.length > 0) return null;
    if (effect.kind !== 'output' && effect.kind !== 'host' && !(effect.kind === 'external' && effect.harmless))
      return null;
    const readers = this.#byCommand.get(pipedInto) ?? [];
    const steps = this.#pathOf.get(step) ?? [];
    return readers.find((other) => steps[other.index] === other && other.index > step.index) ?? null;
  }

  /** What is piped into a folded build goes with its standard input: it stands there, but what it reads is not needed. */
  #needFeeder(feeder: Step, step: Step, steps: readonly Step[]): void {
    const { effect } = step;
    const folded =
      effect.kind === 'build' && (this.folded.runtimes.has(step.command) || this.folded.images.has(effect.image));
    const isGiven = this.#dropped.has(step);
    if (!folded && !isGiven) {
      this.#need(feeder, step);
      return;
    }
    if (this.#needed.has(feeder)) return;
    this.#needed.set(feeder, step);
    this.#dropped.add(feeder);
    this.#needVariables(feeder, steps);
    for (const other of steps.slice(0, feeder.index))
      if (other.pipedInto === feeder.command && this.#consumerOf(other) === feeder)
        this.#needFeeder(other, feeder, steps);
  }

  #needInputs(step: Step): void {
    const { effect } = step;
    const steps = this.#pathOf.get(step) ?? [];
    for (const other of steps.slice(0, step.index))
      if (other.pipedInto === step.command && this.#consumerOf(other) === step) this.#needFeeder(other, step, steps);
    this.#needVariables(step, steps);
    for (const other of [...this.#inside(step), ...feeding(step, steps)]) this.#need(other, step);
    const asks =
      effect.kind === 'build' || step.reads.length > 0 || containersOf(step).length > 0 || imagesOf(step).length > 0;
    if (!asks) return;
    const before = steps.slice(0, step.index);
    if (effect.kind === 'build') this.#needBuildInputs(step, before);
    for (const container of containersOf(step))
      for (const other of before)
        if (other.effect.kind === 'container' && sameContainer(other.effect.container, container))
          this.#need(other, step);
    for (const image of imagesOf(step)) this.#needImage(image, step, before);
    for (const path of step.reads) this.#needPath(path, step, before);
  }

  /** A step's index is its place in the path. */
  #needVariables(step: Step, steps: readonly Step[]): void {
    for (const index of step.variables) {
      const assigned = steps[index];
      if (assigned !== undefined) this.#need(assigned, step);
    }
  }

  /** Commands in the words of this one, and this one's own command around it. */
  #inside(step: Step): Step[] {
    const steps = this.#pathOf.get(step) ?? [];
    const inner = (this.#nested.get(step.command) ?? []).filter(
      (other) =>
        steps[other.index] === other && other.index < step.index && other.callers.length >= step.callers.length,
    );
    const around = step.within === null ? [] : (this.#byCommand.get(step.within) ?? []);
    const outer = around.filter((other) => steps[other.index] === other && other.index > step.index).slice(0, 1);
    return [...inner, ...outer];
  }

  #needBuildInputs(step: Step, before: readonly Step[]): void {
    if (step.effect.kind !== 'build') return;
    const { build } = step.effect;
    if (this.folded.runtimes.has(step.command) || this.folded.images.has(step.effect.image)) {
      this.#needHostInputs(step, before);
      return;
    }
    for (const path of this.#takenPaths(step.effect.image, build)) this.#needPath(path, step, before);
    if (build.dockerfile.kind === 'file') this.#needPath(build.dockerfile.path, step, before);
    for (const image of build.images.values())
      if (image.kind === 'built' && image !== step.effect.image) this.#needIfNamed(image, step, before);
  }

  /** What a build that is left as it is takes from the host: its sources, or the whole context where they are not known. */
  #takenPaths(image: Image, { context }: Build): readonly HostPath[] {
    if (context.kind !== 'directory') return [];
    const reading = this.inference.runOf.get(image)?.reading;
    if (reading === undefined) return [context.path];
    return reading.sources.map(({ value }) => {
      const source = contextSource(renderValue(value));
      return source.hasMeta ? context.path : joinHostPath(context.path, source.path);
    });
  }

  /** What the one build still takes from the host: everything but artifacts. */
  #needHostInputs(step: Step, before: readonly Step[]): void {
    if (step.effect.kind !== 'build' || step.effect.build.context.kind !== 'directory') return;
    const { path } = step.effect.build.context;
    if (this.folded.staged.has(path)) return;
    for (const other of before) {
      if (this.#writesDockerfile(other)) continue;
      if (other.effect.kind !== 'host' || !other.writes.some((written) => relativeTo(path, written) !== null)) continue;
      const made = other.writes.filter((written) => {
        const found = findNode(other.after.host, written);
        if (found.kind !== 'found' || isInEditedTree(other.after.host, written)) return false;
        return foreignOrigins(found.node).some(({ origin }) => !isOnlyArtifacts(origin));
      });
      if (made.length > 0) this.#need(other, step);
    }
  }

  /** A build that is left as it is needs the images that its Dockerfile may name. */
  #needIfNamed(image: Image, step: Step, before: readonly Step[]): void {
    if (this.folded.images.has(image)) return;
    this.#needImage(image, step, before);
  }

  #needImage(image: Image, step: Step, before: readonly Step[]): void {
    if (image.kind !== 'built') return;
    for (const other of before) {
      if (other.effect.kind === 'build' && other.effect.image === image) this.#need(other, step);
      if (other.effect.kind === 'tag' && other.effect.image === image) this.#need(other, step);
    }
  }

  /** Whoever wrote at, above or below a path that is read. */
  #needPath(path: HostPath, step: Step, before: readonly Step[]): void {
    for (const other of before) {
      if (!other.writes.some((written) => relativeTo(path, written) !== null || relativeTo(written, path) !== null))
        continue;
      // A mount lets a command write anywhere: it counts only where its results are found.
      const work = workOf(other);
      if (work === null || holdsAt(step.before.host, path, work)) this.#need(other, step);
    }
  }

  /** A command that is needed once is needed in all its executions, unless a call around it can go instead. */
  #spreadToStatements(): boolean {
    const size = this.#needed.size;
    for (const steps of this.#byCommand.values()) {
      if (!steps.some((step) => this.#needed.has(step))) continue;
      for (const step of steps)
        if (!this.#needed.has(step) && !this.#callIsUnneeded(step)) this.#need(step, 'statement');
    }
    this.#keepCounterparts();
    return this.#needed.size > size;
  }

  /** Steps that follow what they are about: rm of a kept container, rmi and tag of a kept image, host steps on kept files. */
  #keepCounterparts(): void {
    for (const steps of this.#paths) {
      for (const step of steps)
        if (!this.#needed.has(step) && this.#followsKept(step, steps)) this.#need(step, 'statement');
    }
  }

  #followsKept(step: Step, steps: readonly Step[]): boolean {
    const { effect } = step;
    if (this.#consumerOf(step) !== null) return false;
    if (this.#asksForFolded(step))
      return this.#makersOf(imageAsked(step) ?? '', step).some((maker) => this.#needed.has(maker));
    switch (effect.kind) {
      case 'remove-container':
      case 'container-use':
        return this.#keepsContainers(step, steps);
      case 'copy-in':
        return steps.some(
          (other) =>
            other.effect.kind === 'container' &&
            sameContainer(other.effect.container, effect.container) &&
            this.#needed.has(other),
        );
      case 'tag':
        return (
          !this.folded.images.has(effect.image) ||
          this.#isBuilt(effect.image, steps) ||
          this.folded.isReferenced(renderValue(effect.reference))
        );
      case 'remove-image':
        return !this.#removesOnlyFolded(step, steps);
      case 'host':
        return !this.#servesHandOff(step, steps) && !this.#isQuestion(step);
      case 'state':
        return !this.#isUnusedState(step, steps);
      default:
        return false;
    }
  }

  #isBuilt(image: Image, steps: readonly Step[]): boolean {
    return steps.some(
      (other) => other.effect.kind === 'build' && other.effect.image === image && this.#needed.has(other),
    );
  }

  #keepsContainers(step: Step, steps: readonly Step[]): boolean {
    const named = new Set(step.words.map((word) => renderValue(word.value)));
    const about = steps.filter(
      (other) =>
        other.effect.kind === 'container' &&
        (containersOf(step).some(
          (container) => other.effect.kind === 'container' && sameContainer(other.effect.container, container),
        ) ||
          (other.effect.container.name !== null && named.has(renderValue(other.effect.container.name)))),
    );
    return about.length === 0 || about.some((other) => this.#needed.has(other));
  }

  #removesOnlyFolded(step: Step, steps: readonly Step[]): boolean {
    if (step.effect.kind !== 'remove-image') return false;
    const { images, others } = step.effect;
    const tags = new Set(
      steps.flatMap((other) =>
        other.effect.kind === 'build' && this.folded.images.has(other.effect.image) && !this.#needed.has(other)
          ? other.effect.build.tags.map(referenceKey)
          : [],
      ),
    );
    if (images.length === 0 && others.length === 0) return false;
    return (
      images.every((image) => this.folded.images.has(image) && !this.#isBuilt(image, steps)) &&
      others.every((other) => tags.has(referenceKey(other)))
    );
  }

  /** A host command that only moves, changes or removes artifacts that no longer come to the host. */
  #servesHandOff(step: Step, steps: readonly Step[]): boolean {
    if (step.writes.length === 0) return this.#passesOn(step, steps);
    return (
      step.writes.every((path) => this.folded.dockerfiles.has(path) || this.#isHandOffPath(path, step, steps)) &&
      !step.writes.some((path) => this.folded.isReferenced(repositoryPath(path) ?? path) && !isRemoval(step))
    );
  }

  /** A stage in the middle of a pipe through which only artifacts flow that no longer come to the host. */
  #passesOn(step: Step, steps: readonly Step[]): boolean {
    const sources = feeding(step, steps);
    const goesOn = steps.some((other) => other.fedBy?.includes(step.index) === true && !this.#needed.has(other));
    return (
      goesOn &&
      sources.length > 0 &&
      sources.every((other) => !this.#needed.has(other) && (copiesOf(other).length > 0 || this.#passesOn(other, steps)))
    );
  }

  /** Puts artifacts of folded images, and nothing else, at a path at, above or below this one. */
  #brings(step: Step, path: HostPath): boolean {
    if (step.effect.kind === 'copy-out' && step.effect.copy.to !== '-') return true;
    return step.writes.some((written) => {
      if (relativeTo(path, written) === null && relativeTo(written, path) === null) return false;
      const found = findNode(step.after.host, written);
      const origins = found.kind === 'found' ? originsBelow(found.node) : [];
      return (
        origins.length > 0 &&
        origins.every(
          ({ origin }) =>
            isOnlyArtifacts(origin) &&
            artifactsOfOrigin(origin).every(({ container }) => this.#servesHandOffs(container, step)),
        )
      );
    });
  }

  #servesHandOffs(container: Container, step: Step): boolean {
    return this.folded.images.has(container.image) || this.#servesFolding(container, step);
  }

  /** Nothing but artifacts of removed copies was ever at or below this path, and the checkout has nothing there. */
  #isHandOffPath(path: HostPath, step: Step, steps: readonly Step[]): boolean {
    if ([...this.folded.staged].some((folder) => relativeTo(folder, path) !== null))
      return !steps.some(
        (other) =>
          other !== step &&
          this.#needed.has(other) &&
          [...other.reads, ...other.writes].some(
            (used) => relativeTo(path, used) !== null || relativeTo(used, path) !== null,
          ),
      );
    const [first] = steps;
    if (first !== undefined && findNode(first.before.host, path).kind !== 'absent' && !isMadeByFolding(path, first))
      return false;
    const related = steps.filter(
      (other) =>
        other !== step &&
        other.writes.some((written) => relativeTo(path, written) !== null || relativeTo(written, path) !== null),
    );
    const carriers = [step, ...related].filter(
      (other) => this.#brings(other, path) || writesId(other, path) || this.#leaves(other, path, step),
    );
    const carried = carriers.some((other) => !this.#needed.has(other));
    const others = related.filter(
      (other) =>
        !carriers.includes(other) &&
        workOf(other) === null &&
        this.#needed.has(other) &&
        other.writes.some((written) => relativeTo(path, written) !== null),
    );
    return carried && others.length === 0 && !carriers.some((other) => this.#needed.has(other));
  }

  /** What a command in a container leaves at a path, before or after this step. */
  #leaves(other: Step, path: HostPath, step: Step): boolean {
    const work = workOf(other);
    return (
      work !== null && [other.after.host, step.before.host, step.after.host].some((host) => holdsAt(host, path, work))
    );
  }

  /** Assignments all of whose uses go, and calls whose commands all go. */
  #isUnusedState(step: Step, steps: readonly Step[]): boolean {
    const inner = steps.filter((other) => other.callers.includes(step.command));
    if (inner.length > 0) return this.#isUnusedCall(inner);
    if (step.assigns.length === 0 || step.command.argv.length > 0) return false;
    const users = steps.filter((other) => other.variables.includes(step.index));
    const nested = steps.filter((other) => other.within === step.command);
    if (nested.some((other) => this.#needed.has(other))) return false;
    const carries = nested.some(({ effect }) => effect.kind === 'container' || effect.kind === 'build');
    return users.length > 0 ? users.every((other) => !this.#needed.has(other)) : carries;
  }

  /**
   * A call goes when nothing real in it is needed; but where its commands can go one by one, what it says to people
   * stays.
   */
  #isUnusedCall(inner: readonly Step[]): boolean {
    const real = inner.filter(isReal);
    if (real.length === 0 || real.some((other) => this.#needed.has(other))) return false;
    const speaks = inner.some(({ effect }) => effect.kind === 'output');
    const separable = real.every(
      ({ command }) => this.#byCommand.get(command)?.every((other) => !this.#needed.has(other)) === true,
    );
    return !speaks || !separable;
  }

  /** A call around this execution of which nothing is needed: it goes, so the command inside may stay for others. */
  #callIsUnneeded(step: Step): boolean {
    const steps = this.#pathOf.get(step) ?? [];
    return step.callers.some((caller) =>
      steps.every((other) => !other.callers.includes(caller) || !this.#needed.has(other) || !isReal(other)),
    );
  }

  /** Operands of `rm` and the like that are hand-off paths, where others of the same command are not. */
  #trimmedWords(): ReadonlyMap<Command, readonly Argument[]> {
    const trimmed = new Map<Command, readonly Argument[]>();
    for (const [command, all] of this.#byCommand) {
      const lists = all.map((step) =>
        this.#needed.has(step) && perOperand.has(renderValue(step.words[0]?.value ?? []))
          ? this.#unneededOperands(step)
          : [],
      );
      const [first = []] = lists;
      const words = first.filter((argument) => lists.every((list) => list.some(({ word }) => word === argument.word)));
      if (words.length > 0) trimmed.set(command, words);
    }
    return trimmed;
  }

  #unneededOperands(step: Step): Argument[] {
    const steps = this.#pathOf.get(step) ?? [];
    return step.words.slice(1).filter(({ value }) => {
      const path = resolveHostPath(value, step.before.cwd).path;
      return (
        !renderValue(value).startsWith('-') &&
        step.writes.includes(path) &&
        (this.folded.dockerfiles.has(path) || this.#isHandOffPath(path, step, steps))
      );
    });
  }

  /** What a step brings to the host out of images that are stages now. */
  #carriedPaths(step: Step): readonly { readonly artifact: string; readonly host: HostPath }[] {
    const { effect } = step;
    if (effect.kind === 'copy-out')
      return this.folded.images.has(contentImage(effect.copy.container))
        ? [{ artifact: effect.copy.from, host: effect.copy.to }]
        : [];
    const work = workOf(step);
    if (work === null || !this.#isFoldedWork(work)) return [];
    return mountsOf(work.options, step.before).flatMap((mount) =>
      mount.kind === 'bind' && !mount.readOnly ? [{ artifact: mount.target, host: mount.source }] : [],
    );
  }

  result(): Liveness {
    const removed = new Set<Command>();
    for (const [command, steps] of this.#byCommand)
      if (steps.every((step) => !this.#needed.has(step))) removed.add(command);
    const all = this.#paths.flat();
    const hostCopies = all.flatMap((step): HostCopy[] => {
      const because = this.#needed.get(step);
      if (because === undefined) return [];
      return this.#carriedPaths(step).map((carried) => ({
        ...carried,
        step,
        because: typeof because === 'string' ? step : because,
      }));
    });
    const keptImages = new Set(
      all.flatMap((step) =>
        step.effect.kind === 'build' && this.folded.images.has(step.effect.image) && this.#needed.has(step)
          ? [step.effect.image]
          : [],
      ),
    );
    return { removed, hostCopies, keptImages, trimmed: this.#trimmedWords() };
  }
}

/** `--cidfile` and `--iidfile` (I-02): the file holds nothing but the id of what is folded. */
function writesId({ effect, writes }: Step, path: HostPath): boolean {
  return (effect.kind === 'container' || effect.kind === 'build') && writes.includes(path);
}

/** The container that worked in this step, null where none did. */
function workOf({ effect }: Step): Container | null {
  const [container] =
    effect.kind === 'container' ? [effect.container] : effect.kind === 'container-use' ? effect.containers : [];
  return container === undefined || container.work === null ? null : container;
}

/** Whether something at or below a host path, and nothing else but the checkout, is what a container made. */
function holdsAt(host: Node, path: HostPath, container: Container): boolean {
  const found = findNode(host, path);
  return (
    found.kind === 'found' &&
    foreignOrigins(found.node).some(
      ({ origin }) => origin.kind === 'artifact' && sameContainer(origin.container, container),
    )
  );
}

/** Commands that do the same to each of their operands. */
const perOperand = new Set(['rm', 'mkdir', 'touch', 'rmdir']);

/** Steps that do something by themselves: not control and not messages. */
function isReal(step: Step): boolean {
  return step.effect.kind !== 'state' && step.effect.kind !== 'output';
}

function isRemoval(step: Step): boolean {
  return step.writes.every((path) => findNode(step.after.host, path).kind === 'absent');
}

function isMadeByFolding(path: HostPath, first: Step): boolean {
  const found = findNode(first.before.host, path);
  return found.kind === 'found' && originsBelow(found.node).every(({ origin }) => isOnlyArtifacts(origin));
}

/** The steps in front of the pipe. */
function feeding(step: Step, steps: readonly Step[]): readonly Step[] {
  return (step.fedBy ?? []).flatMap((index) => steps[index] ?? []);
}

function sameContainer(a: Container, b: Container): boolean {
  return a.id === b.id && a.image === b.image;
}

function containersOf(step: Step): readonly Container[] {
  const { effect } = step;
  switch (effect.kind) {
    case 'copy-out':
      return [effect.copy.container];
    case 'copy-in':
      return [effect.container];
    case 'container-use':
    case 'remove-container':
      return effect.containers;
    default:
      return [];
  }
}

function imagesOf(step: Step): readonly Image[] {
  const { effect } = step;
  switch (effect.kind) {
    case 'container':
      return [effect.image];
    case 'image-use':
      return effect.images;
    case 'tag':
      return [effect.image];
    default:
      return [];
  }
}
