import { baseSettings } from '../dockerfile/known-bases.js';
import { normalizePath } from '../world/host-path.js';
import { referenceKey } from '../world/reference.js';
import { renderValue } from '../world/value.js';
import type { Build, Container, Image, ImageSettings } from '../world/world.js';
import { readBuild, unreadable, type BuildResult, type BuiltImage } from './build-reader.js';
import { configTerm, emptyConfig } from './config.js';
import { ImageTree, type Located } from './image-tree.js';
import type { Family, Session, Side } from './session.js';
import { isKnown, type Text } from './symbols.js';
import type { Term } from './term.js';

/** Names the client's value of a variable at the moment of a build (AR-9). */
export type ClientValue = (build: Build, name: string) => string;

/** The images of one tree, read for one family of engines. */
export class Images {
  readonly #results = new Map<Build, BuildResult>();
  readonly #externals = new Map<string, BuiltImage>();
  readonly #open = new Set<Build>();

  constructor(
    readonly session: Session,
    readonly side: Side,
    readonly family: Family,
    readonly clientValue: ClientValue,
  ) {}

  result(build: Build): BuildResult {
    const known = this.#results.get(build);
    if (known !== undefined) return known;
    if (this.#open.has(build)) return unreadable(this.session, 'a build needs its own image');
    this.#open.add(build);
    const result = readBuild(this, build);
    this.#open.delete(build);
    this.#results.set(build, result);
    return result;
  }

  image(image: Image): BuiltImage {
    switch (image.kind) {
      case 'built':
        return this.result(image.build).image;
      case 'external':
        return this.external(referenceKey(image.reference), renderValue(image.reference), '', null);
      case 'other':
        return this.external(`other ${image.why}`, null, '', null);
    }
  }

  term(image: Image): Term {
    const { tree, config } = this.image(image);
    return this.session.terms.make('image', tree.term(), configTerm(config, this.session));
  }

  /** @param context the whole build context, where the base's ONBUILD may take it (STG-10) */
  external(key: string, reference: string | null, platform: Text, context: (() => Term) | null): BuiltImage {
    const isTrigger = context !== null && /onbuild/i.test(key);
    const cached = `${key} ${platform}`;
    const known = isTrigger ? undefined : this.#externals.get(cached);
    if (known !== undefined) return known;
    const { terms, symbols } = this.session;
    const plain = terms.make('external', key, symbols.show(platform));
    const base = isTrigger ? terms.make('onbuild-base', plain, context()) : plain;
    const image = { tree: new ImageTree(this.session, base, reference, true), config: emptyConfig(base) };
    if (!isTrigger) this.#externals.set(cached, image);
    return image;
  }

  /** What `docker cp` finds: the image's own files, unless the container may hold others (§1.7). */
  locate(container: Container, path: string): Located {
    if (container.work?.kind === 'build') return this.image(container.work.image).tree.locate(normalizePath(path));
    const { tree } = this.image(container.image);
    const plain =
      this.#onlyHolds(container) && !container.changed && !container.mounts.some((mount) => covers(mount, path));
    const located = tree.locate(normalizePath(path));
    if (plain && tree.special && located.kind === 'entry') this.session.noteRoute(this.side, 'context', located.entry);
    if (plain) return located;
    return { kind: 'entry', entry: this.session.terms.make('in-container', this.containerTerm(container), path) };
  }

  /** The container was never started, or ran what changes no file: with the ENTRYPOINT and CMD that this proof reads (RUN-8). */
  #onlyHolds(container: Container): boolean {
    if (container.state !== 'inert') return container.state === 'created';
    const read = this.settings(container.image);
    const { settings, entrypoint, command, span } = container;
    if (settings.workdir !== null && settings.workdir !== read.workdir) return false;
    if (entrypoint !== null) return true;
    if (!sameWords(settings.entrypoint, read.entrypoint)) return false;
    if (command.length === 0 && !sameWords(settings.command, read.command)) return false;
    if (read.entrypoint === null)
      this.session.assume({
        code: 'base-entrypoint',
        side: this.side.name,
        place: span,
        values: {
          image: this.image(container.image).tree.reference ?? 'the base image',
          command: (container.argv ?? []).map(renderValue).join(' '),
        },
      });
    return true;
  }

  /** What an image adds to a command line, as the proof reads its Dockerfile. */
  settings(image: Image): ImageSettings {
    const { config, tree } = this.image(image);
    const base: ImageSettings =
      tree.reference === null
        ? { entrypoint: config.base.tag === 'scratch' ? [] : null, command: null, workdir: null }
        : baseSettings(tree.reference);
    const { workdir } = config;
    const directory = workdir === null ? base.workdir : isKnown(workdir) ? workdir : null;
    return {
      entrypoint: wordsOf(config.single.get('Entrypoint'), base.entrypoint),
      command: wordsOf(config.single.get('Cmd'), base.command),
      workdir: directory,
    };
  }

  /** Surely nothing is at a path of a container: its image is made from nothing, and no instruction put anything there. */
  lacks(container: Container, path: string): boolean {
    const { tree } = this.image(container.image);
    return tree.base.tag === 'scratch' && !container.changed && tree.state(normalizePath(path)) === 'absent';
  }

  /** A container that did more than being there: equal only to one that did the same. */
  containerTerm(container: Container): Term {
    const words = container.command.map((word) => renderValue(word));
    return this.session.terms.make(
      'container',
      this.term(container.image),
      container.state,
      String(container.changed),
      ...container.mounts,
      '',
      ...words,
    );
  }
}

/** ENTRYPOINT or CMD as words; that of the base where the file has none. */
function wordsOf(term: Term | undefined, base: readonly string[] | null): readonly string[] | null {
  if (term === undefined) return base;
  const texts = term.args.filter((argument) => typeof argument === 'string');
  if (term.tag === 'reset') return [];
  if (term.tag === 'exec') return texts;
  const shell = term.args[1];
  const words = typeof shell === 'object' ? shell.args.filter((argument) => typeof argument === 'string') : [];
  return [...(words[0] === 'default' ? ['/bin/sh', '-c'] : words), ...texts];
}

function sameWords(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return a === b || (a !== null && b !== null && a.join('\0') === b.join('\0'));
}

function covers(mount: string, path: string): boolean {
  return mount === '/' || path === mount || path.startsWith(`${mount}/`) || mount.startsWith(`${path}/`);
}
