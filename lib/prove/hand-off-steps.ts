import { readTool } from '../commands/tools.js';
import { relativeTo, resolveHostPath, type HostPath } from '../world/host-path.js';
import { imageAsked } from '../world/asked-image.js';
import { referenceKey } from '../world/reference.js';
import { copiesOf, type ExecutionPath, type Step } from '../world/step.js';
import { unreadCopies } from '../world/unread-copies.js';
import { findNode } from '../world/tree.js';
import { renderValue, splitAtFirst } from '../world/value.js';
import type { Build, Image } from '../world/world.js';
import { Carriers } from './carriers.js';
import { carryingContainers, containerNames, type Event } from './events.js';
import type { Excuse } from './excused.js';
import type { Images } from './images.js';
import type { ServingElsewhere } from './serving-elsewhere.js';

/** The steps of a legacy way that only hand artifacts over: those that the rewrite may leave out (§4.2). */
export class HandOffSteps {
  readonly carriers: Carriers;
  readonly #containers: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;
  /** Images that other builds of this way use. */
  readonly #taken: ReadonlySet<Image>;
  /** Those, and images that builds of other ways use. */
  readonly #used: ReadonlySet<Image>;
  /** Where the script itself wrote the Dockerfile of a build. */
  readonly #generated: ReadonlySet<HostPath>;
  /** Steps that the rewrite kept: what they need stays too. */
  readonly kept: Step[] = [];
  /** Images of builds that write their files to the host themselves now (OUT-1). */
  readonly extracted = new Set<Image>();

  constructor(
    readonly path: ExecutionPath,
    readonly events: readonly Event[],
    images: Images,
    /** What serves hand-offs on other ways, where this way is one that needs none of it. */
    elsewhere: ServingElsewhere | null,
  ) {
    const results = events.flatMap(({ build, work }) => {
      const made = build ?? work;
      return made === null ? [] : [images.result(made.build)];
    });
    const taken = [
      ...results.flatMap((result) => [...result.taken]),
      ...(elsewhere?.copiesOn(path) ?? []),
      ...path.steps.flatMap(idFiles),
      ...(results.every(({ unread }) => unread === null) ? unreadCopies(path.steps) : []),
    ];
    this.carriers = new Carriers(images.side.tree, path, taken);
    this.#containers = carryingContainers(path);
    this.#names = containerNames(path, this.#containers);
    this.#generated = new Set(events.flatMap(({ build }) => (build === null ? [] : generatedPath(build.build))));
    this.#taken = new Set(results.flatMap(({ uses }) => [...uses]));
    this.#used = new Set([...this.#taken, ...(elsewhere?.imagesOn(path) ?? [])]);
  }

  /** A builder of which nothing on this way takes anything. */
  isIdle({ effect }: Step): boolean {
    return effect.kind === 'build' && !this.#taken.has(effect.image);
  }

  /** Why a legacy event may go; null where it may not. */
  excuse(event: Event): Excuse | null {
    const { effect } = event.step;
    const asked = imageAsked(event.step);
    if (asked !== null && this.#isFoldedTag(asked)) return 'builder-tag';
    if (event.work !== null && this.#used.has(event.work.image)) return 'containers';
    switch (effect.kind) {
      case 'build':
        return this.#used.has(effect.image) && !this.#hasOwnResult(event.step, effect.build) ? 'builder-tag' : null;
      case 'container':
        if (this.#worksLater(effect.container.id)) return 'containers';
        return this.#containers.has(effect.container.id) &&
          effect.container.state !== 'ran' &&
          (effect.printed === undefined || this.#staysInHandOff(event.step))
          ? 'containers'
          : null;
      case 'copy-out':
        return (effect.copy.to === '-' ? this.#staysInHandOff(event.step) : this.carriers.carries(effect.copy.to)) ||
          this.extracted.has(effect.copy.container.image)
          ? 'host-artifact'
          : null;
      case 'container-use':
        if (effect.printed !== undefined) return this.#staysInHandOff(event.step) ? 'containers' : null;
        return effect.containers.length > 0 &&
          effect.containers.every(({ id }) => this.#containers.has(id)) &&
          (/^(?:stop|kill|wait|ps|umount|unmount)$/.test(effect.verb) || (effect.verb === 'start' && !effect.changes))
          ? 'containers'
          : null;
      case 'remove-container':
        return this.#removesCarriers(event.step) ? 'containers' : null;
      case 'remove-image':
        return effect.images.every((image) => this.#used.has(image)) &&
          effect.others.every((other) => this.#isFoldedTag(referenceKey(other)))
          ? 'builder-tag'
          : null;
      case 'host':
        if (this.#onlyDockerfiles(event.step)) return 'generated-dockerfile';
        if (this.#onlyCarries(event.step) || this.#passesOn(event.step)) return 'staging-directory';
        return event.step.writes.length === 0 && (this.#isInFolded(event.step) || this.#feedsFolded(event.step))
          ? 'folded-values'
          : null;
      case 'output':
        if (this.#feedsFolded(event.step)) return 'folded-values';
        return this.#announces(event) || this.#inFoldedCall(event.step) ? 'build-log' : null;
      case 'state':
        return this.#inFoldedCall(event.step) ? 'folded-calls' : null;
      case 'external':
        if (effect.harmless && this.#onlyDockerfiles(event.step)) return 'generated-dockerfile';
        return this.#onlyForFolded(event.step) ||
          (effect.harmless && (this.#feedsFolded(event.step) || this.#isInFolded(event.step)))
          ? 'folded-values'
          : null;
      case 'image-use':
        return effect.verb === 'images' &&
          effect.images.every((image) => this.#used.has(image)) &&
          (this.#isInFolded(event.step) || this.#feedsFolded(event.step))
          ? 'folded-values'
          : null;
      case 'copy-in':
      case 'engine':
      case 'tag':
        return null;
    }
  }

  /** A container that stands ready for commands which a build carries out now (I-04), or that is waited for. */
  #worksLater(id: string): boolean {
    return this.events.some(
      ({ work, step: { effect } }) =>
        work !== null &&
        this.#used.has(work.image) &&
        effect.kind === 'container-use' &&
        effect.containers.some((container) => container.id === id),
    );
  }

  /** A build that gives more than an image, or a folder that is carried (I-20); who reads its id is compared by what it finds. */
  #hasOwnResult(step: Step, { options }: Build): boolean {
    const exported = copiesOf(step);
    const outputs = options.filter(({ name }) => name === '--output').length;
    if (outputs > exported.length || !exported.every(({ to }) => this.carriers.carries(to))) return true;
    return options.some(({ name }) => ['--push', '--cache-to', '--metadata-file'].includes(name));
  }

  /** A call of a script or function that did nothing but the hand-off: its options and messages go with it. */
  #inFoldedCall({ callers }: Step): boolean {
    return callers.some((caller) => {
      const inside = this.events.filter(
        ({ step }) => step.callers.includes(caller) && step.effect.kind !== 'output' && step.effect.kind !== 'state',
      );
      return (
        inside.some(({ step }) => copiesOf(step).length > 0 || step.effect.kind === 'build') &&
        inside.every((other) => this.excuse(other) !== null)
      );
    });
  }

  /** `V=$(git describe)` of which only folded steps used the value: it asks, and changes nothing. */
  #onlyForFolded({ within, words }: Step): boolean {
    if (within === null || !asksOnly.test(words.map(({ value }) => renderValue(value)).join(' '))) return false;
    const { steps } = this.path;
    const assigned = steps.find((step) => step.command === within && step.assigns.length > 0);
    const users = assigned === undefined ? [] : steps.filter(({ variables }) => variables.includes(assigned.index));
    const events = users.map((user) => this.events.find(({ step }) => step === user));
    return events.length > 0 && events.every((event) => event !== undefined && this.excuse(event) !== null);
  }

  /** What goes into a pipe at whose other end only folded steps read it. */
  #feedsFolded(step: Step): boolean {
    const readers = this.path.steps.filter(({ fedBy }) => fedBy?.includes(step.index) === true);
    const events = readers.map((reader) => this.events.find((event) => event.step === reader));
    return events.length > 0 && events.every((event) => event !== undefined && this.excuse(event) !== null);
  }

  /** `docker create $(docker images -q T)`: a question in the words of a folded step. */
  #isInFolded({ within, index }: Step): boolean {
    const asking = this.path.steps.find((step) => step.command === within && step.index > index);
    const event = this.events.find(({ step }) => step === asking);
    if (event !== undefined) return this.excuse(event) !== null;
    const users =
      asking === undefined ? [] : this.path.steps.filter(({ variables }) => variables.includes(asking.index));
    const events = users.map((user) => this.events.find(({ step }) => step === user));
    return events.length > 0 && events.every((other) => other !== undefined && this.excuse(other) !== null);
  }

  /** A wrapper that prints the command before it runs it: the message goes with the command. */
  #announces({ announced }: Event): boolean {
    return (
      announced !== null &&
      this.events.some(
        (event) => event.step === announced && event.step.effect.kind !== 'output' && this.excuse(event) !== null,
      )
    );
  }

  /** `docker rm` of the containers that carried, also of one left over from an earlier run (CP-V2). */
  #removesCarriers(step: Step): boolean {
    const words = step.words.map(({ value }) => renderValue(value));
    const names = words
      .slice(words.findIndex((word) => /^(?:rm|remove)$/.test(word)) + 1)
      .filter((word) => !/^(?:-\w+|--(?:force|volumes|link))$/.test(word));
    return (
      names.length > 0 &&
      names.every((name) => this.#names.has(name)) &&
      !this.kept.some((step) => makesContainer(step, names))
    );
  }

  /** A host path that only served the hand-off: a carried artifact, or a Dockerfile that the script wrote. */
  isGone(path: HostPath): boolean {
    return this.carriers.carries(path) || this.#generated.has(path);
  }

  #isFoldedTag(key: string): boolean {
    return this.events.some(
      ({ build }) =>
        build !== null && this.#used.has(build.image) && build.build.tags.some((tag) => referenceKey(tag) === key),
    );
  }

  /** What a container prints ends in files that only carry. */
  #staysInHandOff(step: Step): boolean {
    return step.writes.length > 0 ? this.#onlyCarries(step) : this.#flowsOn(step);
  }

  /** Everything behind the pipe only carries on what flows into it (I-06, I-07). */
  #flowsOn({ index }: Step): boolean {
    const behind = this.path.steps.filter(({ fedBy }) => fedBy?.includes(index) === true);
    return (
      behind.length > 0 &&
      behind.every((step) => step.effect.kind === 'host' && (this.#onlyCarries(step) || this.#flowsOn(step)))
    );
  }

  /** A stage in the middle of such a pipe. */
  #passesOn(step: Step): boolean {
    const sources = (step.fedBy ?? []).map((index) => this.path.steps[index]);
    return (
      step.writes.length === 0 &&
      sources.length > 0 &&
      sources.every((source) => source !== undefined && (copiesOf(source).length > 0 || this.#passesOn(source))) &&
      this.#flowsOn(step)
    );
  }

  /** Writes or removes Dockerfiles that a script makes, and nothing else: they are compared as images (I-16). */
  #onlyDockerfiles({ writes }: Step): boolean {
    return writes.length > 0 && writes.every((path) => this.#generated.has(path));
  }

  /** A tool that may fail without the script minding: in a build it may not (I-26). */
  #mayFail(step: Step): boolean {
    const words = step.words.map(({ value }) => renderValue(value));
    const isFed = this.path.steps.some(({ fedBy }) => fedBy?.includes(step.index) === true);
    return step.onFailure === 'continues' && !isFed && readTool(words) !== null;
  }

  #onlyCarries(step: Step): boolean {
    const kept = this.kept.flatMap((other) => copiesOf(other).map(({ to }) => to));
    return (
      step.writes.length > 0 &&
      !this.#mayFail(step) &&
      step.writes.every((path) => this.isGone(path) && !kept.some((other) => isRelated(path, other)))
    );
  }
}

/** Commands that print something about the checkout or the machine, and do nothing else. */
const asksOnly =
  /^(?:git (?:rev-parse|describe|log|show|config|rev-list)|date|uname|basename|dirname|hostname|whoami|id|cat|pwd|nproc)\b/;

function makesContainer({ effect }: Step, names: readonly string[]): boolean {
  if (effect.kind !== 'container') return false;
  const { id, name } = effect.container;
  return names.includes(id) || (name !== null && names.includes(renderValue(name)));
}

function generatedPath({ dockerfile, host }: Build): HostPath[] {
  if (dockerfile.kind !== 'file') return [];
  const found = findNode(host, dockerfile.path);
  const isFile = found.kind === 'found' && found.node.kind === 'file';
  return isFile && found.node.origin.kind === 'generated' ? [dockerfile.path] : [];
}

function isRelated(a: HostPath, b: HostPath): boolean {
  return relativeTo(a, b) !== null || relativeTo(b, a) !== null;
}

/** Files that hold nothing but the id of an image or a container (I-02). */
function idFiles({ effect, words, before }: Step): HostPath[] {
  if (effect.kind !== 'build' && effect.kind !== 'container') return [];
  return words.flatMap(({ value }, index) => {
    const split = splitAtFirst(value, '=');
    const name = renderValue(split?.head ?? value);
    const file = split?.tail ?? words[index + 1]?.value;
    return /^--[ci]idfile$/.test(name) && file !== undefined ? [resolveHostPath(file, before.cwd).path] : [];
  });
}
