import { readTool } from '../commands/tools.js';
import { contextSource } from '../dockerfile/copy.js';
import { hasMeta } from '../dockerfile/patterns.js';
import { ignoreFileFor, ignoreMatcher, parseIgnore, type IgnorePattern } from '../dockerfile/ignore.js';
import { holdsArtifacts } from '../commands/archive.js';
import { hostOfCheckout } from '../evaluate/host.js';
import { isReadFailure } from '../source/file-tree.js';
import {
  baseName,
  displayPath,
  joinHostPath,
  repositoryPath,
  repositoryRoot,
  type HostPath,
} from '../world/host-path.js';
import {
  artifactsOfOrigin,
  findNode,
  originsBelow,
  type Archive,
  type ArchiveMember,
  isOnlyArtifacts,
  keptMode,
  type DirectoryNode,
  type Found,
  type Layer,
  type Mode,
  type Node,
  type OpaqueNode,
  type Origin,
} from '../world/tree.js';
import { isAsSeen, seenAbove, seenAs } from '../world/seen.js';
import { editedTree, hasRemovals } from '../world/edited-tree.js';
import { knownText } from '../world/value.js';
import type { Build, Container } from '../world/world.js';
import {
  isPlainLayer,
  maskedMode,
  modeBits,
  rootOwner,
  withMask,
  withName,
  type Copied,
  type CopiedFile,
  type CopiedLayer,
  type CopiedTree,
} from './copied.js';
import { copiedTerm } from './copy.js';
import { packedTerm, unpackedMembers } from './archive.js';
import { madeOutput, madeTerm, newFile, type MadeBy } from './made.js';
import { matchPattern, type PatternMatch } from './context-pattern.js';
import { filterTerm, ignoreFilter } from './ignore-filter.js';
import type { Located } from './image-tree.js';
import type { Family, Session, Side } from './session.js';
import type { Term } from './term.js';

/** Finds what a container holds at a path: an entry of the image that it was made from. */
export type LocateArtifact = (container: Container, path: string) => Located;

/**
 * The build context of one build: the host as the build saw it, behind its ignore file (IG-3 … IG-6). Everything in
 * it arrives with owner 0:0 (§2.4).
 */
export class ContextView {
  readonly #isIgnored: (path: string) => boolean;
  readonly #ignoreFile: string | null;
  /** The script makes the ignore file out of something that is not known. */
  readonly #unknownIgnore: boolean;
  readonly #patterns: readonly IgnorePattern[];
  readonly #root: Node | null;
  /** Host paths at which artifacts were taken. */
  readonly taken = new Set<HostPath>();
  /** Off where an artifact is taken along although the ignore file names it. */
  #ignores = true;
  /** On where something is only looked at. */
  #silent = false;
  /** Edited project files that whole-directory copies left out since they were last asked for (IGN-8). */
  #skipped: string[] = [];

  constructor(
    readonly session: Session,
    readonly side: Side,
    readonly build: Build,
    family: Family,
    readonly locate: LocateArtifact,
  ) {
    const { context } = build;
    const found: Found = context.kind === 'directory' ? findNode(build.host, context.path) : { kind: 'absent' };
    this.#root = found.kind === 'found' ? found.node : null;
    // IG-3: a tar on standard input is not filtered.
    const filtered = context.kind === 'directory' && context.streamed !== true;
    this.#ignoreFile = filtered ? this.#ignorePath(context.path, family) : null;
    const text = this.#ignoreFile === null ? '' : this.textOf(this.#ignoreFile);
    this.#unknownIgnore = text === null;
    this.#patterns = parseIgnore(text ?? '');
    this.#isIgnored = ignoreMatcher(this.#patterns);
  }

  #ignored(path: string): boolean {
    return this.#ignores && this.#isIgnored(path);
  }

  takeSkipped(): readonly string[] {
    const skipped = this.#skipped;
    this.#skipped = [];
    return skipped;
  }

  /** The text of a host file where it is known: of a Dockerfile or an ignore file. */
  textOf(path: string): string | null {
    const found = findNode(this.build.host, path);
    if (found.kind !== 'found' || found.node.kind === 'directory') return null;
    const { origin } = found.node;
    if (origin.kind === 'generated') return knownText(origin.text);
    if (origin.kind !== 'repository') return null;
    const file = this.side.tree.read(origin.path);
    return isReadFailure(file) ? null : file.text;
  }

  #ignorePath(context: string, family: Family): string | null {
    const { dockerfile, host } = this.build;
    const own = dockerfile.kind === 'file' ? dockerfile.path : `${context}/Dockerfile`;
    return ignoreFileFor(own, context, (candidate) => isKnownFile(findNode(host, candidate)), family === 'buildkit');
  }

  /** Everything that the build can see. */
  whole(): Copied {
    if (this.build.context.kind !== 'directory' || this.#root === null) return this.#missing('.', 'no-context');
    return this.#convert(this.#root, '.', '') ?? this.#missing('.', 'ignored');
  }

  wholeTerm(): Term {
    return copiedTerm(this.whole(), this.session);
  }

  /** What a source of COPY or ADD names (CO-S1, CO-S3 … CO-S7). */
  sources(text: string, family: Family): readonly Copied[] {
    const found = this.#sources(text, family);
    return this.#unknownIgnore ? [...found, this.#missing(text, 'unknown-ignore-file')] : found;
  }

  #sources(text: string, family: Family): readonly Copied[] {
    const source = contextSource(text);
    if (source.climbs && family === 'classic') return [this.#missing(text, 'climbs')];
    if (this.#root === null) return [this.#missing(text, 'no-context')];
    if (source.path === '.') return [this.whole()];
    if (!source.hasMeta) return [this.#named(source.path)];
    const matches = this.#seenPattern(source.path) ?? matchPattern(this.#root, source.path.split('/'));
    return matches.flatMap((match) => this.#matched(match));
  }

  /** A pattern over a folder that a command could write to: the container's own folder holds what it matches (I-08). */
  #seenPattern(source: string): readonly PatternMatch[] | null {
    const { context, host } = this.build;
    const elements = source.split('/');
    const first = elements.findIndex((element) => hasMeta(element));
    const path = elements.slice(0, first).join('/');
    if (context.kind !== 'directory') return null;
    const place = joinHostPath(context.path, path);
    const found = findNode(host, place);
    if (found.kind !== 'found' || found.node.kind !== 'directory') return null;
    const origin = seenAs(found.node);
    if (origin === null || !isAsSeen(found.node, place)) return null;
    return [{ kind: 'below', origin, pattern: elements.slice(first).join('/'), path }];
  }

  #missing(name: string, why: string): Copied {
    return { kind: 'missing', name: baseName(name), why: this.session.terms.make('missing', name, why) };
  }

  #named(path: string): Copied {
    if (this.#root === null) return this.#missing(path, 'no-context');
    this.#noteKept(path);
    return this.#fromFound(findNode(this.#root, path), path);
  }

  /** RUN-6: a file of the checkout that a command in a container could have written. */
  #noteKept(path: string): void {
    const { context, host } = this.build;
    if (context.kind !== 'directory') return;
    const place = joinHostPath(context.path, path);
    const found = findNode(host, place);
    const isTracked =
      found.kind === 'found' && found.node.kind !== 'directory' && found.node.origin.kind === 'repository';
    if (!isTracked || seenAbove(host, place) === null) return;
    this.session.assume({
      code: 'sources-kept',
      side: this.side.name,
      place: context.argument.word.span,
      values: { path: displayPath(place) },
    });
  }

  #fromFound(found: Found, path: string): Copied {
    switch (found.kind) {
      case 'absent':
        return this.#missing(path, 'absent');
      case 'uncertain':
        return this.#tree(
          this.session.terms.make('uncertain', path, ...found.candidates.map((node) => this.#nodeTerm(node))),
          path,
          'unknown',
        );
      case 'found': {
        if (this.#ignored(path) && isArtifact(found.node)) return this.#despiteIgnoring(found, path);
        if (this.#ignored(path) && found.node.kind !== 'directory') return this.#missing(path, 'ignored');
        const followed =
          found.node.kind === 'link'
            ? this.#follow(found.node.origin, path)
            : this.#convert(found.node, path, baseName(path));
        return followed ?? this.#missing(path, 'ignored');
      }
    }
  }

  /** The legacy build could not have worked, so the artifact is meant to be there (IGN-2). */
  #despiteIgnoring(found: Found, path: string): Copied {
    const { context } = this.build;
    const place = context.kind === 'directory' ? context.argument.word.span : null;
    this.session.assume({
      code: 'ignored-artifact',
      side: this.side.name,
      place,
      values: { path, ignore: displayPath(this.#ignoreFile ?? '') },
    });
    this.#ignores = false;
    const copied = this.#fromFound(found, path);
    this.#ignores = true;
    return copied;
  }

  /** CO-S4: a link named as the source is followed; its own name stays. */
  #follow(origin: Origin, path: string): Copied {
    const { terms } = this.session;
    if (origin.kind !== 'repository') return this.#tree(terms.make('linked', this.originTerm(origin)), path, 'unknown');
    const file = this.side.tree.read(origin.path);
    if (isReadFailure(file)) return this.#tree(terms.make('linked', terms.make('link', origin.path)), path, 'unknown');
    return this.#file(path, this.session.content(file), modeBits(this.session, file.mode));
  }

  #file(path: string, content: Term, mode: Term): CopiedFile {
    return { kind: 'file', name: baseName(path), content, mode, owner: rootOwner(this.session) };
  }

  #tree(entry: Term, path: string, kind: 'file' | 'directory' | 'unknown', mode: Term | null = null): CopiedTree {
    this.session.facts.learnKind(entry, kind);
    return {
      kind: 'tree',
      name: baseName(path),
      entry,
      owner: rootOwner(this.session),
      mode,
      filter: this.#filter(path),
      pattern: null,
    };
  }

  /** IGN-2: what the ignore file does to a tree that nobody can list. */
  #filter(path: string): Term | null {
    return this.#ignores ? ignoreFilter(this.#patterns, path, this.session) : null;
  }

  /** A node of the host and what is below it; null where the ignore file keeps it out. */
  #convert(node: Node, path: string, name: string): Copied | null {
    if (node.kind !== 'directory' && path !== '.' && this.#ignored(path)) return null;
    const mode = 'mode' in node ? node.mode : null;
    switch (node.kind) {
      case 'directory':
        return this.#directory(node, path, name);
      case 'file':
        return this.#fromOrigin(node.origin, path, mode, 'file');
      case 'opaque':
        return this.#opaque(node, path);
      case 'link': {
        const target =
          node.target === null
            ? this.session.terms.make('link-of', this.originTerm(node.origin))
            : this.session.terms.make('link-to', this.#show(node.target));
        return this.#file(path, target, this.session.terms.make('mode', 'link'));
      }
    }
  }

  #show(value: Parameters<Session['symbols']['encode']>[0]): string {
    return this.session.symbols.show(this.session.symbols.encode(value));
  }

  /** A directory of the checkout is converted once for every ignore file and place: contexts are large, and builds many. */
  #directory(node: DirectoryNode, path: string, name: string): Copied | null {
    const known = this.session.conversionsOf(this.#conversionKey(path));
    const before = known.get(node);
    if (before !== undefined) return before === null ? null : withName(before, name);
    const [taken, skipped] = [this.taken.size, this.#skipped.length];
    const copied = this.#convertDirectory(node, path, name);
    const plain = copied === null || (copied.kind === 'directory' && copied.layers.every(isPlainLayer));
    if (plain && taken === this.taken.size && skipped === this.#skipped.length) known.set(node, copied);
    return copied;
  }

  #conversionKey(path: string): string {
    const filters = this.#ignores && this.#patterns.length > 0;
    return filters ? `${this.side.name} ${path} ${this.#patterns.map(({ text }) => text).join('\n')}` : this.side.name;
  }

  #convertDirectory(node: DirectoryNode, path: string, name: string): Copied | null {
    const seen = this.#seen(node, path);
    if (seen !== null) return seen;
    const layers = this.#edited(node, path) ?? this.#layers(node, path);
    const empty = layers.every((layer) => layer.kind === 'names' && layer.names.size === 0);
    if (path !== '.' && empty && this.#ignored(path)) return null;
    const artifact = node.origin?.kind === 'artifact' ? this.locate(node.origin.container, node.origin.path) : null;
    const plain =
      artifact?.kind === 'entry' ? this.session.terms.make('mode-of', artifact.entry) : modeBits(this.session, 0o755);
    const masks = node.origin?.kind === 'artifact' && node.origin.masked === true;
    const own = masks ? maskedMode(plain, this.session) : plain;
    return { kind: 'directory', name, mode: this.#mode(node.mode, own), owner: rootOwner(this.session), layers };
  }

  #layers(node: DirectoryNode, path: string): readonly CopiedLayer[] {
    const layers = node.layers.flatMap((layer) => this.#layer(layer, path));
    if (!hasRemovals(node)) return layers;
    // Names of an image that are gone, in a way that no filter tells: equal to nothing.
    const why = this.session.terms.make('torn', ...layers.map((_, index) => String(index)), path, this.side.name);
    return [...layers, { kind: 'names', names: new Map([['', { kind: 'missing', name: '', why }]]) }];
  }

  /** A tree of an image without the names that the script removed, and with the links that it made (3.4). */
  #edited(node: DirectoryNode, path: string): readonly CopiedLayer[] | null {
    const edited = editedTree(node);
    if (edited === null) return null;
    const removals = edited.edits.map((edit) => `path ${edit.path}`);
    const names = new Map<string, Copied>();
    for (const edit of edited.edits)
      if (edit.kind === 'link') names.set(edit.path, this.#link(edit.target, `${path}/${edit.path}`));
    const layers = this.#contents(edited.origin, path);
    // An ignore file that no simple removal follows cannot be told together with them.
    if (!layers.every((layer) => layer.kind === 'contents' && layer.tree.filter?.tag !== 'ignore')) return null;
    const whole = layers.map((layer) => this.#without(layer, removals));
    return names.size === 0 ? whole : [...whole, { kind: 'names', names }];
  }

  #without(layer: CopiedLayer, removals: readonly string[]): CopiedLayer {
    if (layer.kind === 'names') return layer;
    const before = layer.tree.filter?.args.filter((argument) => typeof argument === 'string') ?? [];
    return { kind: 'contents', tree: { ...layer.tree, filter: filterTerm([...before, ...removals], this.session) } };
  }

  #link(target: string, path: string): CopiedFile {
    const { terms } = this.session;
    return this.#file(path, terms.make('link-to', target), terms.make('mode', 'link'));
  }

  /** I-08: a folder that a command could write to through a mount is the container's own folder. */
  #seen(node: DirectoryNode, path: string): Copied | null {
    const origin = seenAs(node);
    const { context } = this.build;
    if (origin?.kind !== 'artifact' || context.kind !== 'directory') return null;
    if (!isAsSeen(node, joinHostPath(context.path, path))) return null;
    return this.#fromOrigin(origin, path, node.mode, 'directory');
  }

  #layer(layer: Layer, path: string): CopiedLayer[] {
    if (layer.kind === 'contents') return this.#contents(layer.origin, path);
    if (layer.kind === 'matches') {
      const tree = this.#tree(this.originTerm(layer.origin), path, 'directory');
      return [{ kind: 'contents', tree: { ...tree, pattern: layer.pattern.text } }];
    }
    const names = new Map<string, Copied>();
    for (const [name, entry] of layer.entries) {
      const inner = path === '.' ? name : `${path}/${name}`;
      if (entry.kind === 'absent' || this.#skips(entry, inner)) continue;
      const copied = this.#convert(entry, inner, name);
      if (copied !== null) names.set(name, copied);
    }
    return [{ kind: 'names', names }];
  }

  /** IGN-8: project files that the migration edits do not count inside of a copied directory. */
  #skips(node: Node, path: string): boolean {
    if (node.kind !== 'file') return false;
    const { context } = this.build;
    const written =
      node.origin.kind === 'repository' || context.kind !== 'directory'
        ? null
        : repositoryPath(joinHostPath(context.path, path));
    const name = node.origin.kind === 'repository' ? node.origin.path : written;
    if (name === null || !this.session.projectFiles.has(name)) return false;
    if (node.origin.kind !== 'repository' && !/dockerfile|containerfile/i.test(baseName(name))) return false;
    this.#skipped.push(name);
    return true;
  }

  #contents(origin: Origin, path: string): CopiedLayer[] {
    if (origin.kind === 'repository') {
      const node = this.#checkoutNode(origin.path);
      return node?.kind === 'directory' ? node.layers.flatMap((layer) => this.#layer(layer, path)) : [];
    }
    const copied = this.#fromOrigin(origin, path, null, 'directory');
    if (copied.kind === 'directory') return [...copied.layers];
    const tree = copied.kind === 'tree' ? copied : this.#tree(this.originTerm(origin), path, 'directory');
    return [{ kind: 'contents', tree: { ...tree, filter: this.#filter(path) } }];
  }

  #checkoutNode(path: string): Node | null {
    const found = findNode(hostOfCheckout(this.side.tree), path === '' ? repositoryRoot : `${repositoryRoot}/${path}`);
    return found.kind === 'found' ? found.node : null;
  }

  #opaque(node: OpaqueNode, path: string): Copied {
    const { origin } = node;
    if (origin.kind === 'repository') {
      const inner = this.#checkoutNode(origin.path);
      if (inner !== null && inner.kind !== 'opaque')
        return this.#convert(inner, path, baseName(path)) ?? this.#missing(path, 'ignored');
    }
    return this.#fromOrigin(origin, path, node.mode, node.entry === 'link' ? 'unknown' : node.entry);
  }

  #fromOrigin(origin: Origin, path: string, mode: Mode | null, kind: 'file' | 'directory' | 'unknown'): Copied {
    if (origin.kind === 'artifact') return this.#artifact(origin, path, mode, kind);
    const { terms } = this.session;
    switch (origin.kind) {
      case 'repository': {
        const entry = this.side.tree.entries.get(origin.path);
        if (entry?.kind !== 'file') return this.#tree(terms.make('checkout', origin.path), path, kind);
        const bits = modeBits(this.session, entry.executable ? 0o755 : 0o644);
        return this.#file(path, this.session.repositoryContent(this.side, origin.path), this.#mode(mode, bits));
      }
      case 'archive':
        return this.#archive(origin, path, mode);
      case 'derived':
        return this.#derived(origin, path, mode, kind);
      case 'generated':
      case 'unknown': {
        const content = this.originTerm(origin);
        const own = terms.make('mode-of', content);
        if (kind === 'file' || origin.kind === 'generated')
          return this.#file(
            path,
            content,
            this.#mode(mode, origin.kind === 'generated' ? modeBits(this.session, 0o644) : own),
          );
        return this.#tree(content, path, kind, mode === null || mode.kind === 'kept' ? null : this.#mode(mode, own));
      }
    }
  }

  /** What a command made: with the mode of what it was made of, where the command keeps that (3.4). */
  #derived(
    origin: Origin & { kind: 'derived' },
    path: string,
    mode: Mode | null,
    kind: 'file' | 'directory' | 'unknown',
  ): Copied {
    if (artifactsOfOrigin(origin).length > 0) this.#take(path);
    const made = this.#made(origin);
    if (made === null || made.kind === 'missing' || made.kind === 'directory') {
      const content = this.originTerm(origin);
      const own = this.session.terms.make('mode-of', content);
      if (kind === 'file') return this.#file(path, content, this.#mode(mode, own));
      return this.#tree(content, path, kind, mode === null || mode.kind === 'kept' ? null : this.#mode(mode, own));
    }
    const changed = mode !== null && mode.kind !== 'kept';
    if (made.kind === 'file') return this.#file(path, made.content, this.#mode(mode, made.mode));
    const own = made.mode ?? this.session.terms.make('mode-of', made.entry);
    return this.#tree(made.entry, path, kind, changed ? this.#mode(mode, own) : made.mode);
  }

  /** The same tool on the same inputs; null where it is not known exactly. */
  #made({ making }: Origin & { kind: 'derived' }): Copied | null {
    if (making?.kind !== 'made') return null;
    const words = making.words.map((word) => this.#show(word));
    const inputs = making.inputs.map(({ path, node }) => ({ path, copied: this.#quietly(node) }));
    const stdin = making.stdin === null ? null : this.#quietly({ kind: 'file', origin: making.stdin, mode: keptMode });
    const by: MadeBy = { words, inputs, stdin };
    const { session } = this;
    if (making.output === null) return newFile(madeTerm(by, null, session), modeBits(session, 0o644), session);
    const output = readTool(words)?.outputs.find(({ path }) => path === making.output);
    return output === undefined ? null : madeOutput(by, output, session);
  }

  /** Something of the host as it is, whatever the ignore file says; no build takes it from there. */
  #quietly(node: Node): Copied {
    const [ignores, silent] = [this.#ignores, this.#silent];
    this.#ignores = false;
    this.#silent = true;
    const copied = this.#convert(node, 'input', '') ?? this.#missing('input', 'absent');
    this.#ignores = ignores;
    this.#silent = silent;
    return copied;
  }

  #take(path: string): void {
    const { context } = this.build;
    if (context.kind === 'directory' && !this.#silent) this.taken.add(joinHostPath(context.path, path));
  }

  #artifact(
    origin: Origin & { kind: 'artifact' },
    path: string,
    mode: Mode | null,
    kind: 'file' | 'directory' | 'unknown',
  ): Copied {
    const located = this.#locate(origin);
    this.#take(path);
    const masks = origin.masked === true;
    const changed = mode !== null && mode.kind !== 'kept';
    switch (located.kind) {
      case 'file': {
        const own = masks ? maskedMode(located.file.mode, this.session) : located.file.mode;
        return this.#file(path, located.file.content, this.#mode(mode, own));
      }
      case 'entry': {
        const entry = origin.follow ? this.#followed(located.entry) : located.entry;
        const plain = this.session.terms.make('mode-of', entry);
        const own = masks ? maskedMode(plain, this.session) : plain;
        return this.#tree(entry, path, kind, changed || masks ? this.#mode(mode, own) : null);
      }
      case 'copied': {
        const named = withName(located.copied, baseName(path));
        const filtered = this.#filterCopied(masks ? withMask(named, this.session) : named, path);
        if (filtered === null) return this.#missing(path, 'ignored');
        return changed && filtered.kind !== 'missing'
          ? { ...filtered, mode: this.#mode(mode, filtered.mode ?? this.session.terms.make('own-mode')) }
          : filtered;
      }
    }
  }

  /** LINK-2: what `docker cp -L` takes is behind the link; what is surely no link is the same either way. */
  #followed(entry: Term): Term {
    const { facts, terms } = this.session;
    const { kind, link } = facts.of(entry);
    if (entry.tag === 'followed' || (!link && kind !== 'unknown')) return entry;
    facts.learnLink(entry);
    return terms.make('followed', entry);
  }

  /** IGN-2 for a tree whose names are known; its owners become 0:0 on the way. */
  #filterCopied(copied: Copied, path: string): Copied | null {
    if (this.#ignored(path) && copied.kind !== 'directory') return null;
    switch (copied.kind) {
      case 'missing':
        return copied;
      case 'file':
        return { ...copied, owner: rootOwner(this.session) };
      case 'tree':
        return { ...copied, owner: rootOwner(this.session), filter: this.#filter(path) ?? copied.filter };
      case 'directory': {
        const layers = copied.layers.map((layer): CopiedLayer => {
          if (layer.kind === 'contents')
            return {
              kind: 'contents',
              tree: { ...layer.tree, owner: rootOwner(this.session), filter: this.#filter(path) ?? layer.tree.filter },
            };
          const kept = [...layer.names].flatMap(([name, inner]): [string, Copied][] => {
            const filtered = this.#filterCopied(inner, `${path}/${name}`);
            return filtered === null ? [] : [[name, filtered]];
          });
          return { kind: 'names', names: new Map(kept) };
        });
        return { ...copied, owner: rootOwner(this.session), layers };
      }
    }
  }

  #mode(mode: Mode | null, own: Term): Term {
    if (mode === null || mode.kind === 'kept') return own;
    if (mode.kind === 'bits') return modeBits(this.session, mode.bits);
    return this.session.terms.make('mode-changed', this.#mode(mode.from, own), mode.how);
  }

  /** A link that was followed on the way out is what it leads to (CP-L4, I-05). */
  #locate({ container, path, follow }: Origin & { kind: 'artifact' }): Located {
    const located = this.locate(container, path);
    const { facts, terms } = this.session;
    return follow && located.kind === 'entry' && facts.of(located.entry).link
      ? { kind: 'entry', entry: terms.make('followed', located.entry) }
      : located;
  }

  /** The content that an origin stands for. */
  originTerm(origin: Origin): Term {
    const { terms } = this.session;
    switch (origin.kind) {
      case 'repository':
        return this.side.tree.entries.get(origin.path)?.kind === 'file'
          ? this.session.repositoryContent(this.side, origin.path)
          : terms.make('checkout', origin.path);
      case 'artifact': {
        const located = this.#locate(origin);
        if (located.kind === 'entry') return located.entry;
        return located.kind === 'file' ? located.file.content : terms.make('artifact', origin.path);
      }
      case 'generated':
        return terms.make('generated', this.#show(origin.text));
      case 'derived': {
        const made = this.#made(origin);
        if (made?.kind === 'file') return made.content;
        if (made?.kind === 'tree') return made.entry;
        return terms.make('derived', origin.by, ...origin.from.map((from) => this.originTerm(from)));
      }
      case 'archive':
        return this.#archiveTerm(origin);
      case 'unknown':
        return terms.make('unknown', origin.why);
    }
  }

  /** A tar that the script made: as a file, and as what ADD makes of it. The ignore file sees the tar alone. */
  #archive(archive: Archive, path: string, mode: Mode | null): CopiedFile {
    if (this.build.context.kind === 'directory' && holdsArtifacts(archive))
      this.taken.add(joinHostPath(this.build.context.path, path));
    const file = this.#file(path, this.#archiveTerm(archive), this.#mode(mode, modeBits(this.session, 0o644)));
    const ignores = this.#ignores;
    this.#ignores = false;
    const unpacked = unpackedMembers(archive, this.session, (member) => this.#member(member, archive, path));
    this.#ignores = ignores;
    return unpacked === null ? file : { ...file, unpacked };
  }

  #member({ node }: ArchiveMember, { owners }: Archive, path: string): Copied {
    if (owners === 'own' && node.kind === 'opaque' && node.origin.kind === 'artifact')
      return this.#fromContainer(node.origin, node.entry === 'link' ? 'unknown' : node.entry);
    return this.#convert(node, path, '') ?? this.#missing(path, 'absent');
  }

  /** As the container holds it, with its own owner and mode. */
  #fromContainer(origin: Origin & { kind: 'artifact' }, kind: 'file' | 'directory' | 'unknown'): Copied {
    const located = this.locate(origin.container, origin.path);
    switch (located.kind) {
      case 'file':
        return located.file;
      case 'copied':
        return located.copied;
      case 'entry':
        this.session.facts.learnKind(located.entry, kind);
        return { kind: 'tree', name: '', entry: located.entry, owner: null, mode: null, filter: null, pattern: null };
    }
  }

  #archiveTerm(archive: Archive): Term {
    const { terms } = this.session;
    const { printing } = archive;
    const root = printing === null ? null : this.locate(printing.container, '/');
    if (printing !== null && root?.kind === 'entry') {
      const commands = printing.commands.map(({ words }) => words);
      return packedTerm({ files: root.entry, cwd: printing.cwd, commands }, this.session);
    }
    const members = archive.members.map(({ path, node }) =>
      terms.make(
        'member',
        path,
        ...originsBelow(node).map(({ path: inner, origin }) => terms.make('at', inner, this.originTerm(origin))),
      ),
    );
    return terms.make('archive', archive.by, archive.owners, ...archive.packed, ...members);
  }

  #nodeTerm(node: Node): Term {
    return node.kind === 'directory' ? this.session.terms.make('directory') : this.originTerm(node.origin);
  }

  #matched(match: PatternMatch): readonly Copied[] {
    switch (match.kind) {
      case 'node': {
        this.#noteKept(match.path);
        if (this.#isEdited(match.node, match.path)) return [];
        const copied = this.#convert(match.node, match.path, baseName(match.path));
        return copied === null ? [] : [copied];
      }
      case 'found':
        return [this.#fromFound(match.found, match.path)];
      case 'below': {
        const { origin, pattern, path } = match;
        if (pattern === null) return [this.#fromOrigin(origin, path, null, 'unknown')];
        const silent = this.#silent;
        this.#silent = true;
        const copied = this.#fromOrigin(origin, path, null, 'directory');
        this.#silent = silent;
        if (origin.kind === 'artifact') this.#take(path === '' ? pattern : `${path}/${pattern}`);
        if (copied.kind === 'missing') return [copied];
        const tree = copied.kind === 'tree' ? copied : this.#tree(this.originTerm(origin), path, 'directory');
        return [{ ...tree, name: '*', pattern }];
      }
    }
  }

  /** A wildcard takes an edited project file along: nobody asked for this one by name (IGN-8). */
  #isEdited(node: Node, path: string): boolean {
    if (!this.#skips(node, path)) return false;
    this.session.assume({ code: 'edited-file-copied', side: this.side.name, place: null, values: { path } });
    return true;
  }
}

/** A file that is there by name; below what a container saw, any name could be there. */
function isKnownFile(found: Found): boolean {
  return found.kind === 'found' && !(found.node.kind === 'opaque' && found.node.origin.kind === 'artifact');
}

function isArtifact(node: Node): boolean {
  if (node.kind !== 'directory') return isOnlyArtifacts(node.origin);
  return (
    node.origin?.kind === 'artifact' ||
    node.layers.some((layer) => layer.kind === 'contents' && layer.origin.kind === 'artifact')
  );
}
