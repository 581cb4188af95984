import { stagesOf, isStageIndex, resolveStageReference, type Stage, type StageList } from '../dockerfile/stages.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import type { Dockerfile } from '../dockerfile/types.js';
import type { SourceFile } from '../source/source-file.js';
import { isReadFailure } from '../source/file-tree.js';
import { repositoryPath, type HostPath } from '../world/host-path.js';
import { referenceKey } from '../world/reference.js';
import { findNode } from '../world/tree.js';
import { renderValue, symbolsOf, type Value } from '../world/value.js';
import { contentImage, type Build, type Container, type Image } from '../world/world.js';
import { buildArguments, globalScope, Scope, type BuildArguments } from './arguments.js';
import { emptyConfig, type Config } from './config.js';
import { isAssumptionCode } from './excused.js';
import { ContextView } from './context.js';
import { expandSymbolic } from './expansion.js';
import { ImageTree } from './image-tree.js';
import type { Images } from './images.js';
import type { Session } from './session.js';
import { carryOut, type BuildSurroundings, type StageState } from './stage.js';
import type { Text } from './symbols.js';
import type { Term } from './term.js';

/** An image as the proof sees it. */
export interface BuiltImage {
  readonly tree: ImageTree;
  readonly config: Config;
}

/** What one `docker build` does besides its image. */
export interface BuildResult {
  readonly image: BuiltImage;
  /** Every RUN that was carried out, in stages that the engine does not skip (ST-7, ST-8). */
  readonly runs: ReadonlySet<Term>;
  /** Images of the script that it used: bases, `--from`, artifacts in its context. */
  readonly uses: ReadonlySet<Image>;
  /** Host paths at which it took artifacts out of its context. */
  readonly taken: ReadonlySet<HostPath>;
  /** The frontend that the Dockerfile asks for (`# syntax=`), null for the engine's own. */
  readonly syntax: string | null;
  /** References that it takes from elsewhere. */
  readonly externals: ReadonlySet<string>;
  /** Why the build cannot be read; its image then equals nothing. */
  readonly unread: string | null;
}

export function unreadable(session: Session, why: string): BuildResult {
  const base = session.terms.make('unread-build', why);
  return {
    image: { tree: new ImageTree(session, base, null, false), config: emptyConfig(base) },
    runs: new Set(),
    uses: new Set(),
    taken: new Set(),
    syntax: null,
    externals: new Set(),
    unread: why,
  };
}

/** Reads one build from its Dockerfile to its image. */
export function readBuild(images: Images, build: Build): BuildResult {
  return new BuildReader(images, build).read();
}

class BuildReader {
  readonly #session: Session;
  readonly #stages = new Map<number, StageState>();
  readonly #runs = new Set<Term>();
  readonly #uses = new Set<Image>();
  readonly #externals = new Set<string>();
  readonly #context: ContextView;

  constructor(
    readonly images: Images,
    readonly build: Build,
  ) {
    this.#session = images.session;
    this.#context = new ContextView(images.session, images.side, build, images.family, (container, path) => {
      this.#uses.add(contentImage(container));
      this.#noteWork(container);
      return images.locate(container, path);
    });
  }

  read(): BuildResult {
    const file = this.#file();
    if (typeof file === 'string') return unreadable(this.#session, file);
    const dockerfile = parseDockerfile(file);
    const [error] = dockerfile.errors;
    const list = stagesOf(dockerfile);
    const [stray] = list.strays;
    if (error !== undefined || stray !== undefined)
      return unreadable(
        this.#session,
        `${file.path}: ${error?.message ?? `${stray?.keyword ?? ''} stands before FROM`}`,
      );
    const twice = this.images.family === 'classic' ? duplicateName(list.stages) : null;
    if (twice !== null) return unreadable(this.#session, `${file.path}: two stages are called ${twice} (ST-5)`);
    const target = this.#target(list.stages);
    if (target === null) return unreadable(this.#session, 'the target stage is not there');
    if (this.build.context.kind === 'unknown') return unreadable(this.#session, this.build.context.why);
    return this.#readStages(dockerfile, list, target);
  }

  #readStages(dockerfile: Dockerfile, list: StageList, target: Stage): BuildResult {
    const given = buildArguments(this.build, this.#session, (name) => this.images.clientValue(this.build, name));
    const globals = globalScope(
      list.globals,
      given,
      this.#platform(),
      this.#session,
      this.images.family,
      dockerfile.escape,
    );
    const reading: Reading = { dockerfile, list, given, globals };
    // ST-8: classic builds every stage up to the target, BuildKit what the target needs.
    if (this.images.family === 'classic')
      for (const stage of list.stages.slice(0, target.index)) this.#stage(stage, reading);
    const state = this.#stage(target, reading);
    const syntax = dockerfile.directives.find(({ name }) => name === 'syntax')?.value ?? null;
    return {
      image: { tree: state.tree, config: this.#labelled(state.config) },
      runs: this.#runs,
      uses: this.#uses,
      taken: this.#context.taken,
      syntax,
      externals: this.#externals,
      unread: null,
    };
  }

  /** The Dockerfile's text, or why there is none. */
  #file(): SourceFile | string {
    const { dockerfile } = this.build;
    switch (dockerfile.kind) {
      case 'unknown':
        return dockerfile.why;
      case 'text': {
        const text = this.#generatedText(dockerfile.text);
        return { path: 'Dockerfile', text, encoding: 'utf8', mode: 0o644 };
      }
      case 'synthesized':
        return dockerfile.file;
      case 'file':
        return (
          this.#fileAt(dockerfile.path) ??
          `there is no Dockerfile at ${repositoryPath(dockerfile.path) ?? dockerfile.path}`
        );
    }
  }

  #generatedText(value: Value): Text {
    if (this.images.side.name === 'legacy')
      for (const { key } of symbolsOf(value)) this.#session.generatedValues.add(key);
    return this.#session.symbols.encode(value);
  }

  #fileAt(path: string): SourceFile | null {
    const found = findNode(this.build.host, path);
    if (found.kind !== 'found' || found.node.kind === 'directory') return null;
    const { origin } = found.node;
    if (origin.kind === 'generated') {
      return {
        path: repositoryPath(path) ?? path,
        text: this.#generatedText(origin.text),
        encoding: 'utf8',
        mode: 0o644,
      };
    }
    if (origin.kind !== 'repository') return null;
    const file = this.images.side.tree.read(origin.path);
    return isReadFailure(file) ? null : file;
  }

  /** What must hold for a command in a container to be the same as a build (§3.3). */
  #noteWork({ work, span }: Container): void {
    for (const { code, values } of work?.findings ?? [])
      if (isAssumptionCode(code)) this.#session.assume({ code, side: this.images.side.name, place: span, values });
  }

  #option(name: string): Value | null {
    return this.build.options.findLast((option) => option.name === name)?.value ?? null;
  }

  #target(stages: readonly Stage[]): Stage | null {
    const wanted = this.#option('--target');
    if (wanted === null || wanted.length === 0) return stages.at(-1) ?? null;
    const name = renderValue(wanted);
    return resolveStageReference(stages, stages.length, name) ?? null;
  }

  /** ST-13: for every FROM without a platform of its own. */
  #platform(): Text {
    const value = this.#option('--platform') ?? this.build.environment.get('DOCKER_DEFAULT_PLATFORM');
    return value === undefined ? '' : this.#session.symbols.encode(value);
  }

  /** ST-11: labels of the command line go to the result alone. */
  #labelled(config: Config): Config {
    const labels = new Map(config.labels);
    for (const { name, value } of this.build.options) {
      if (name !== '--label' || value === null) continue;
      const [key = '', ...rest] = this.#session.symbols.encode(value).split('=');
      labels.set(key, rest.join('='));
    }
    return { ...config, labels };
  }

  #stage(stage: Stage, reading: Reading): StageState {
    const known = this.#stages.get(stage.index);
    if (known !== undefined) return known;
    const state = this.#start(stage, reading);
    const surroundings = this.#surroundings(reading);
    for (const instruction of stage.instructions) carryOut(instruction, state, surroundings);
    this.#stages.set(stage.index, state);
    return state;
  }

  #surroundings({ dockerfile, list, given, globals }: Reading): BuildSurroundings {
    const { session, side, family } = this.images;
    return {
      session,
      side,
      family,
      escape: dockerfile.escape,
      given,
      globals,
      context: this.#context,
      filesOf: (reference, before) => this.#filesOf(reference, before, { dockerfile, list, given, globals }),
      onRun: (term) => this.#runs.add(term),
    };
  }

  #filesOf(reference: string, before: number, reading: Reading): ImageTree {
    const stage = resolveStageReference(reading.list.stages, before, reference);
    if (stage !== null) return this.#stage(stage, reading).tree;
    if (isStageIndex(reference) || reference.includes('$'))
      return unreadable(this.#session, `--from=${reference} is no stage`).image.tree;
    return this.#imageNamed(reference, this.#platform()).tree;
  }

  /** An image that the script built before, else one from elsewhere (ST-14). */
  #imageNamed(reference: Text, platform: Text): BuiltImage {
    const named = this.build.options.find(
      (option) =>
        option.name === '--build-context' &&
        option.value !== null &&
        renderValue(option.value).startsWith(`${reference}=`),
    );
    if (named !== undefined && named.value !== null)
      return this.images.external(`context ${renderValue(named.value)}`, null, '', null);
    const value = this.#session.symbols.decode(reference);
    const key = referenceKey(value);
    const image = this.build.images.get(key) ?? this.build.images.get(renderValue(value));
    if (image === undefined || image.kind === 'external') {
      const meant = image === undefined ? value : image.reference;
      this.#externals.add(referenceKey(meant));
      return this.images.external(referenceKey(meant), renderValue(meant), platform, () => this.#context.wholeTerm());
    }
    this.#uses.add(image);
    return this.images.image(image);
  }

  /** FROM: a stage, an image, or nothing (ST-9, PS-1). */
  #start(stage: Stage, reading: Reading): StageState {
    const { family } = this.images;
    const expand = (text: string): Text =>
      expandSymbolic(text, reading.globals.lookup, this.#session, reading.dockerfile.escape);
    const reference = expand(stage.from.image.text);
    const parent = resolveStageReference(
      reading.list.stages,
      stage.index,
      this.#session.symbols.show(reference),
      'FROM',
    );
    const platformFlag = stage.from.flags.find((flag) => flag.name === 'platform')?.value ?? null;
    const platform = platformFlag === null ? this.#platform() : expand(platformFlag);
    const from = parent === null ? this.#base(reference, platform) : this.#stage(parent, reading);
    const scope: Scope = new Scope(this.#session, family, this.#unknownVariable(from.config.base));
    for (const [name, value] of from.config.env) scope.setEnv(name, value);
    if (parent !== null && family === 'buildkit') scope.inherit(this.#stage(parent, reading).scope);
    const ownCommand = parent !== null && family === 'classic' && from.config.ownCommand;
    const state: StageState = {
      tree: from.tree.clone(),
      config: { ...from.config, ownCommand },
      scope,
      index: stage.index,
    };
    this.#session.mark(this.images.side, state.tree.base, stage.from.span);
    this.#noteWorkdir(state);
    this.#trigger(state);
    return state;
  }

  #noteWorkdir({ tree, config }: StageState): void {
    if (config.workdir !== null || config.base.tag === 'scratch') return;
    tree.noteDirectory(
      this.#session.symbols.path(`/${this.#session.symbols.symbol(`working directory of image ${config.base.id}`)}`),
    );
  }

  #base(reference: Text, platform: Text): BuiltImage {
    if (reference !== 'scratch') return this.#imageNamed(reference, platform);
    const base = this.#session.terms.make('scratch');
    return { tree: new ImageTree(this.#session, base, null, true), config: emptyConfig(base) };
  }

  /** A variable that only the base image can have set; scratch has none but BuildKit's PATH. */
  #unknownVariable(base: Term): (name: string) => Text | undefined {
    const { symbols } = this.#session;
    return (name) =>
      base.tag === 'scratch' && name !== 'PATH' ? undefined : symbols.symbol(`${name} of image ${base.id}`);
  }

  /** PS-5: triggers run with the context of this build; what they do counts as one step. */
  #trigger(state: StageState): void {
    const { onbuild } = state.config;
    if (onbuild.length === 0) return;
    const { terms } = this.#session;
    const base = terms.make(
      'onbuild',
      state.tree.term(),
      this.#context.wholeTerm(),
      state.scope.environment(),
      ...onbuild,
    );
    state.tree = state.tree.after(base);
    state.config = { ...state.config, onbuild: [], base: terms.make('onbuild-config', state.config.base, ...onbuild) };
  }
}

/** ST-5: BuildKit takes the later of two stages with one name, the classic builder takes neither. */
export function duplicateName(stages: readonly Stage[]): string | null {
  const names = stages.flatMap(({ name }) => name ?? []);
  return names.find((name, index) => names.indexOf(name) !== index) ?? null;
}

interface Reading {
  readonly dockerfile: Dockerfile;
  readonly list: StageList;
  readonly given: BuildArguments;
  readonly globals: Scope;
}
