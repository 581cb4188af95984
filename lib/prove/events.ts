import { isReadFailure } from '../source/file-tree.js';
import { repositoryPath, type HostPath } from '../world/host-path.js';
import { copiesOf, type ExecutionPath, type Step } from '../world/step.js';
import { findNode } from '../world/tree.js';
import { renderValue } from '../world/value.js';
import type { Build, Container, Image } from '../world/world.js';
import { ContextView } from './context.js';
import type { Images } from './images.js';
import type { Term } from './term.js';

/** Something that people, registries or other programs notice. */
export interface Event {
  readonly step: Step;
  /** What it is, besides the contents that it names: equal events have equal texts. */
  readonly text: string;
  /** Images and file contents that it shows to somebody. */
  readonly terms: readonly Term[];
  readonly build: { readonly build: Build; readonly image: Image } | null;
  /** What a command in a container does, where a build can do the same (I-08). */
  readonly work: { readonly build: Build; readonly image: Image } | null;
  /** The command that a message announces, for a message that quotes it. */
  readonly announced: Step | null;
}

/** Everything that can be observed of one way through a script, in order. */
export function eventsOf(path: ExecutionPath, images: Images): readonly Event[] {
  return path.steps.flatMap((step, index) => {
    if (feedsBuild(step, path.steps)) return [];
    const event = eventOf(step, images);
    return event === null ? [] : event.step.effect.kind === 'output' ? announcement(event, path.steps, index) : event;
  });
}

/** What is printed into the standard input of a build is compared as the build's Dockerfile. */
function feedsBuild({ effect, command, pipedInto, index }: Step, steps: readonly Step[]): boolean {
  const prints = command.redirects.every(
    ({ operation }) => operation.kind !== 'write' && operation.kind !== 'duplicate',
  );
  if (pipedInto === null || !prints || steps[index]?.writes.length !== 0) return false;
  if (effect.kind !== 'output' && effect.kind !== 'host' && !(effect.kind === 'external' && effect.harmless))
    return false;
  const next = steps.slice(index + 1).find((step) => step.command === pipedInto);
  if (next === undefined) return false;
  if (next.effect.kind === 'build') return next.effect.build.dockerfile.kind !== 'unknown';
  return feedsBuild(next, steps);
}

/** `run() { echo "+ $*"; "$@"; }`: what a wrapper says of its own command changes with the command. */
function announcement(event: Event, steps: readonly Step[], index: number): Event {
  const [caller] = event.step.callers.slice(-1);
  const next = steps.slice(index + 1).find(({ callers }) => callers.at(-1) === caller);
  if (caller === undefined || next === undefined) return event;
  const quoted = anonymous(next.words.map(({ value }) => renderValue(value)).join(' '));
  const words = event.step.words.map(({ value }) => anonymous(renderValue(value)));
  if (quoted === '' || !words.some((word) => word.includes(quoted))) return event;
  return {
    ...event,
    text: `prints: ${words.map((word) => word.replaceAll(quoted, '(the next command)')).join(' ')}`,
    announced: next,
  };
}

function eventOf(step: Step, images: Images): Event | null {
  const { effect } = step;
  const event = (text: string, terms: readonly Term[] = []): Event => ({
    step,
    text,
    terms: [...idTerms(step, images), ...terms],
    build: null,
    work: workIn(step),
    announced: null,
  });
  switch (effect.kind) {
    case 'build':
      return { ...event(withPlace(step, images), unreadTerms(effect.build, images)), build: effect };
    case 'container':
      return event(withPlace(step, images), [images.term(effect.image), ...readTerms(step, images)]);
    case 'copy-out':
      return event(withPlace(step, images), [images.containerTerm(effect.copy.container)]);
    case 'copy-in':
      return event(withPlace(step, images), [images.containerTerm(effect.container), ...readTerms(step, images)]);
    case 'container-use':
    case 'remove-container':
      return event(
        withPlace(step, images),
        effect.containers.map((container) => images.containerTerm(container)),
      );
    case 'remove-image':
      return event(
        wordsText(step),
        effect.images.map((image) => images.term(image)),
      );
    case 'image-use':
      return event(
        withPlace(step, images),
        effect.images.map((image) => images.term(image)),
      );
    case 'engine':
      return event(withPlace(step, images), readTerms(step, images));
    case 'output':
      return step.within === null ? event(`prints: ${wordsText(step)}`) : null;
    case 'host':
    case 'external':
      return event(withPlace(step, images), readTerms(step, images));
    case 'tag':
    case 'state':
      return isExport(step) ? event(wordsText(step)) : null;
  }
}

function workIn({ effect }: Step): Event['work'] {
  const [container] =
    effect.kind === 'container' ? [effect.container] : effect.kind === 'container-use' ? effect.containers : [];
  return container?.work?.kind === 'build' ? { build: container.work.image.build, image: container.work.image } : null;
}

/** What stands for a build that cannot be read: its Dockerfile and everything that it can see. */
function unreadTerms(build: Build, images: Images): readonly Term[] {
  if (images.result(build).unread === null) return [];
  const view = new ContextView(images.session, images.side, build, images.family, (container, path) =>
    images.locate(container, path),
  );
  const text = build.dockerfile.kind === 'file' ? (view.textOf(build.dockerfile.path) ?? '') : '';
  return [view.wholeTerm(), images.session.terms.make('dockerfile', text)];
}

/**
 * Exported variables reach every program that is started later. Shell options change what failures do, which each
 * later step says itself; of a called script they end with it, so only the entry's own are counted.
 */
function isExport(step: Step): boolean {
  const [word] = step.words;
  const name = word === undefined ? '' : renderValue(word.value);
  return /^(?:export|umask|ulimit)$/.test(name) || (/^(?:set|shopt)$/.test(name) && step.callers.length === 0);
}

/** Ids of containers and images are numbers of this path: what they stand for is compared, not how they are called. */
function anonymous(text: string): string {
  return text.replace(/\b(container|image)#\d+/g, '$1');
}

/** What the ids in the words stand for. */
function idTerms({ words, before }: Step, images: Images): readonly Term[] {
  return words.flatMap(({ value }) =>
    value.flatMap((part) => {
      if (part.kind !== 'symbol') return [];
      const [image, container] = [before.images.get(part.key), before.containers.get(part.key)];
      if (image !== undefined) return [images.term(image)];
      return container === undefined ? [] : [images.containerTerm(container)];
    }),
  );
}

function wordsText(step: Step): string {
  return step.words
    .map((word) => anonymous(renderValue(word.value)))
    .map((text) => (/\s/.test(text) ? JSON.stringify(text) : text))
    .join(' ');
}

/** The words with everything around them that a program depends on: directory, assignments, redirections. */
function withPlace(step: Step, images: Images): string {
  const assigned = step.command.assignments.map(({ span }) => sourceText(span, images)).join(' ');
  const redirects = step.command.redirects.map(({ span }) => sourceText(span, images)).join(' ');
  const cwd = repositoryPath(step.before.cwd) ?? step.before.cwd;
  return [assigned, wordsText(step), redirects, `in /${cwd}`].filter((text) => text !== '').join(' ');
}

function sourceText({ file, start, end }: Step['command']['span'], images: Images): string {
  const source = images.side.tree.read(file);
  return isReadFailure(source) ? '' : source.text.slice(start, end);
}

/** What the step finds at the host paths that it reads. */
function readTerms(step: Step, images: Images): readonly Term[] {
  return [...new Set(step.reads)]
    .filter((path) => !isNothing(path, step, images))
    .map((path) => {
      const { terms } = images.session;
      const found = findNode(step.before.host, path);
      if (found.kind !== 'found') return terms.make('host', path, found.kind);
      const view = new ContextView(
        images.session,
        images.side,
        hostView(step, path),
        images.family,
        (container, inner) => images.locate(container, inner),
      );
      return terms.make('host', path, view.wholeTerm());
    });
}

/** A word that would only name a file if the stage that was written to the host held one of that name. */
function isNothing(path: HostPath, step: Step, images: Images): boolean {
  const found = findNode(step.before.host, path);
  if (found.kind !== 'found' || found.node.kind !== 'opaque') return false;
  const { origin } = found.node;
  return origin.kind === 'artifact' && images.lacks(origin.container, origin.path);
}

/** What lies at a host path at the end of a way. */
export function finalTerm(path: HostPath, way: ExecutionPath, images: Images): Term {
  const { terms } = images.session;
  const last = way.steps.at(-1);
  const found = findNode(way.last.host, path);
  if (found.kind !== 'found' || last === undefined) return terms.make('host', path, found.kind);
  const build = { ...hostView(last, path), host: way.last.host };
  const view = new ContextView(images.session, images.side, build, images.family, (container, inner) =>
    images.locate(container, inner),
  );
  return terms.make('host', path, view.wholeTerm());
}

/** A host path as a context without an ignore file. */
function hostView(step: Step, path: string): Build {
  const argument = { value: [], word: { pieces: [], span: step.command.span } };
  return {
    tool: 'docker',
    dockerfile: { kind: 'unknown', why: '' },
    context: { kind: 'directory', path, argument },
    options: [],
    unknownOptions: [],
    tags: [],
    environment: new Map(),
    host: step.before.host,
    cwd: step.before.cwd,
    images: step.before.images,
  };
}

/** Containers that a path made only to take artifacts out of them. */
export function carryingContainers(path: ExecutionPath): ReadonlySet<string> {
  const carrying = new Set<string>();
  for (const step of path.steps) for (const { container } of copiesOf(step)) carrying.add(container.id);
  return carrying;
}

/** The names of containers, whatever became of them. */
export function containerNames(path: ExecutionPath, ids: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (container: Container): void => {
    if (!ids.has(container.id)) return;
    names.add(container.id);
    if (container.name !== null) names.add(renderValue(container.name));
  };
  for (const { effect } of path.steps) if (effect.kind === 'container') add(effect.container);
  return names;
}
