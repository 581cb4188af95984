import { normalizePath } from '../world/host-path.js';
import { referenceKey } from '../world/reference.js';
import { renderValue } from '../world/value.js';
import type { Build, Container, Image } from '../world/world.js';
import { readBuild, unreadable, type BuildResult, type BuiltImage } from './build-reader.js';
import { configTerm, emptyConfig } from './config.js';
import { ImageTree, type Located } from './image-tree.js';
import type { Family, Session, Side } from './session.js';
import type { Text } from './symbols.js';
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
      container.state !== 'ran' && !container.changed && !container.mounts.some((mount) => covers(mount, path));
    const located = tree.locate(normalizePath(path));
    if (plain && tree.special && located.kind === 'entry') this.session.noteRoute(this.side, 'context', located.entry);
    if (plain) return located;
    return { kind: 'entry', entry: this.session.terms.make('in-container', this.containerTerm(container), path) };
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

function covers(mount: string, path: string): boolean {
  return mount === '/' || path === mount || path.startsWith(`${mount}/`) || mount.startsWith(`${path}/`);
}
