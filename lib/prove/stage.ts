import { fromSource, resolveDestination } from '../dockerfile/copy.js';
import { compilePattern, hasMeta } from '../dockerfile/patterns.js';
import { joinPath } from '../dockerfile/paths.js';
import type {
  CommandInstruction,
  CopyingInstruction,
  EscapeCharacter,
  Flag,
  HealthcheckInstruction,
  Instruction,
  RunInstruction,
} from '../dockerfile/types.js';
import { baseName } from '../world/host-path.js';
import { declareArguments, type BuildArguments, type Scope } from './arguments.js';
import type { Config } from './config.js';
import type { ContextView } from './context.js';
import { attributesOf, modeBits, rootOwner, withMode, withName, withOwner, type Copied } from './copied.js';
import { copiedTerm, isUnpacked, layCopied } from './copy.js';
import { expandSymbolic, expandSymbolicWords } from './expansion.js';
import type { ImageTree } from './image-tree.js';
import { afterRun, type RunPlace } from './run.js';
import type { Family, Session, Side } from './session.js';
import { applyShim } from './shim.js';
import type { Text } from './symbols.js';
import type { Term } from './term.js';

/** What a stage needs to know of the build around it. */
export interface BuildSurroundings {
  readonly session: Session;
  readonly side: Side;
  readonly family: Family;
  readonly escape: EscapeCharacter;
  readonly given: BuildArguments;
  readonly globals: Scope;
  readonly context: ContextView;
  /** The files of a stage or image that `--from` names. */
  readonly filesOf: (reference: string, beforeStage: number) => ImageTree;
  /** Every RUN that is carried out. */
  readonly onRun: (term: Term) => void;
}

/** A stage while its instructions are carried out. */
export interface StageState {
  tree: ImageTree;
  config: Config;
  readonly scope: Scope;
  readonly index: number;
}

/** Carries out one instruction (§2). */
export function carryOut(instruction: Instruction, state: StageState, build: BuildSurroundings): void {
  const { session } = build;
  const expand = (text: string): Text => expandSymbolic(text, state.scope.lookup, session, build.escape);
  const set = (change: Partial<Config>): void => {
    state.config = { ...state.config, ...change };
  };
  const setSingle = (name: string, term: Term): void => set({ single: new Map(state.config.single).set(name, term) });
  switch (instruction.keyword) {
    case 'ARG':
      declareArguments(instruction, state.scope, build.globals, build.given, build.escape);
      return;
    case 'ENV': {
      // All values of one line are expanded before any of them is set.
      const pairs = instruction.pairs.map(({ key, value }): [string, Text] => [expand(key), expand(value)]);
      for (const [key, value] of pairs) state.scope.setEnv(key, value);
      set({ env: new Map([...state.config.env, ...pairs]) });
      return;
    }
    case 'LABEL':
      set({
        labels: new Map([
          ...state.config.labels,
          ...instruction.pairs.map(({ key, value }): [Text, Text] => [expand(key), expand(value)]),
        ]),
      });
      return;
    case 'COPY':
    case 'ADD':
      copy(instruction, state, build, expand);
      return;
    case 'RUN':
      run(instruction, state, build);
      return;
    case 'WORKDIR':
      changeDirectory(expand(instruction.value.text), state, build);
      return;
    case 'USER':
      set({ user: expand(instruction.value.text) });
      return;
    case 'SHELL':
      set({ shell: instruction.argv });
      return;
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      setSingle(instruction.keyword, session.terms.make('text', session.symbols.show(expand(instruction.value.text))));
      return;
    case 'EXPOSE': {
      const ports = instruction.values.flatMap(({ text }) =>
        expandSymbolicWords(text, state.scope.lookup, session, build.escape),
      );
      set({ exposed: new Set([...state.config.exposed, ...ports.map(withProtocol)]) });
      return;
    }
    case 'VOLUME':
      set({ volumes: new Set([...state.config.volumes, ...instruction.values.map(({ text }) => expand(text))]) });
      return;
    case 'CMD':
      setSingle('Cmd', commandTerm(instruction, state.config, session));
      set({ ownCommand: true });
      return;
    case 'ENTRYPOINT':
      setSingle('Entrypoint', commandTerm(instruction, state.config, session));
      // PS-4: a command that only the base has does not fit a new entrypoint.
      if (!state.config.ownCommand) setSingle('Cmd', session.terms.make('reset'));
      return;
    case 'HEALTHCHECK':
      setSingle('Healthcheck', healthcheckTerm(instruction, state.config, session));
      return;
    case 'ONBUILD':
      set({ onbuild: [...state.config.onbuild, session.terms.make('trigger', instruction.fullText)] });
      return;
    case 'FROM':
      return;
    case 'UNKNOWN':
      state.tree.mark('/', session.terms.make('unknown-instruction', instruction.name, instruction.fullText));
  }
}

function withProtocol(port: Text): Text {
  return /^\d+(?:-\d+)?$/.test(port) ? `${port}/tcp` : port;
}

function commandTerm(
  instruction: CommandInstruction<'CMD' | 'ENTRYPOINT'> | HealthcheckInstruction,
  config: Config,
  session: Session,
): Term {
  const { terms } = session;
  if (instruction.form === 'json') return terms.make('exec', ...instruction.argv);
  return terms.make('shell-text', instruction.command, terms.make('shell', ...(config.shell ?? ['default'])));
}

function healthcheckTerm(instruction: HealthcheckInstruction, config: Config, session: Session): Term {
  const flags = instruction.flags
    .map(({ name, value }) => session.terms.make('flag', name, value ?? ''))
    .sort((a, b) => a.id - b.id);
  const command =
    instruction.check === 'cmd'
      ? commandTerm(instruction, config, session)
      : session.terms.make(instruction.check, instruction.command);
  return session.terms.make('healthcheck', command, ...flags);
}

/** The directory in which relative paths of a stage begin (CO-D1). */
export function workdirOf(state: StageState, session: Session): Text {
  if (state.config.workdir !== null) return state.config.workdir;
  return state.config.base.tag === 'scratch'
    ? '/'
    : `/${session.symbols.symbol(`working directory of image ${state.config.base.id}`)}`;
}

/** PS-2: WORKDIR makes the directory; whose it is depends on the engine. */
function changeDirectory(path: Text, state: StageState, build: BuildSurroundings): void {
  const { session } = build;
  const next = path.startsWith('/') ? joinPath('/', path) : joinPath('/', workdirOf(state, session), path);
  state.config = { ...state.config, workdir: next };
  const owner = build.family === 'classic' ? rootOwner(session) : ownerOfUser(state.config.user, session);
  state.tree.ensureDirectory(session.symbols.path(next), attributesOf(owner, modeBits(session, 0o755), session));
}

function ownerOfUser(user: Text | null, session: Session): Term {
  if (user === null) return session.terms.make('owner', 'base');
  return /^(?:0|root)(?::(?:0|root))?$/.test(user)
    ? rootOwner(session)
    : session.terms.make('owner', `user ${session.symbols.show(user)}`);
}

function run(instruction: RunInstruction, state: StageState, build: BuildSurroundings): void {
  const { session, context, family } = build;
  const place: RunPlace = {
    tree: state.tree,
    config: state.config,
    scope: state.scope,
    given: build.given,
    side: build.side,
    workdir: session.symbols.path(workdirOf(state, session)),
    mounted: (from, source) => {
      if (from !== null) return session.terms.make('mounted', build.filesOf(from, state.index).term(), source);
      return session.terms.make(
        'mounted-context',
        ...context.sources(source, family).map((copied) => copiedTerm(copied, session)),
      );
    },
  };
  if (applyShim(instruction, place)) return;
  state.tree = afterRun(instruction, place);
  build.onRun(state.tree.base);
}

const copyFlags: ReadonlySet<string> = new Set(['from', 'chown', 'chmod']);

function copy(
  instruction: CopyingInstruction<'COPY' | 'ADD'>,
  state: StageState,
  build: BuildSurroundings,
  expand: (text: string) => Text,
): void {
  const { session } = build;
  const { flags } = instruction;
  const from = valueOf(flags, 'from');
  const chown = ownerFlag(valueOf(flags, 'chown'), expand, session);
  const chmod = modeFlag(valueOf(flags, 'chmod'), expand, session);
  const found = sourcesOf(instruction, from, state, build, expand);
  const changed = found.map((copied) => {
    const owned = chown === null ? copied : withOwner(copied, chown);
    return chmod === null ? owned : withMode(owned, chmod);
  });
  const unpacks = instruction.keyword === 'ADD' && from === null;
  const destination = resolveDestination(
    instruction.destination === null ? '' : expand(instruction.destination.text),
    workdirOf(state, session),
  );
  const path = session.symbols.path(destination.path);
  layCopied(state.tree, {
    sources: changed,
    destination: { ...destination, path },
    made: attributesOf(chown ?? rootOwner(session), chmod ?? modeBits(session, 0o755), session),
    unpacks,
    multiple: changed.length > 1,
  });
  for (const skipped of build.context.takeSkipped()) state.tree.projectFiles.add(skipped);
  // AD-3: which members the flags of ADD reach depends on the engine.
  if (unpacks && (chown ?? chmod) !== null && changed.some((copied) => isUnpacked(copied, session)))
    state.tree.mark(path, session.terms.make('unpacked-with-flags', chown ?? 'own', chmod ?? 'own'));
  // Flags that change more than owner and mode count only as themselves (CO-F3 … CO-F5).
  const others = flags.filter(({ name }) => !copyFlags.has(name));
  if (others.length > 0)
    state.tree.mark(
      path,
      session.terms.make('copied-with', ...others.map(({ name, value }) => `${name}=${value ?? ''}`)),
    );
  if (changed.length === 0)
    state.tree.mark(path, session.terms.make('nothing-matches', ...instruction.sources.map(({ text }) => text)));
  session.markPath(build.side, state.tree.base, path, instruction.span);
}

function valueOf(flags: readonly Flag[], name: string): string | null {
  return flags.find((flag) => flag.name === name)?.value ?? null;
}

/** CO-F1: a lone number is user and group alike. */
function ownerFlag(value: string | null, expand: (text: string) => Text, session: Session): Term | null {
  if (value === null) return null;
  const text = session.symbols.show(expand(value));
  return session.terms.make('owner', /^\d+$/.test(text) ? `${text}:${text}` : text);
}

function modeFlag(value: string | null, expand: (text: string) => Text, session: Session): Term | null {
  if (value === null) return null;
  const text = session.symbols.show(expand(value));
  return /^[0-7]+$/.test(text) ? modeBits(session, parseInt(text, 8)) : session.terms.make('mode', text);
}

function sourcesOf(
  instruction: CopyingInstruction<'COPY' | 'ADD'>,
  from: string | null,
  state: StageState,
  build: BuildSurroundings,
  expand: (text: string) => Text,
): readonly Copied[] {
  const { session } = build;
  const files = from === null ? null : build.filesOf(from, state.index);
  const named = instruction.sources.flatMap(({ text }) => {
    const source = session.symbols.show(expand(text));
    if (files !== null) return fromStage(files, source, build.side);
    if (instruction.keyword === 'ADD' && isRemote(source)) return [remote(source, session)];
    return build.context.sources(source, build.family);
  });
  const written = instruction.heredocs.map((heredoc): Copied => {
    const text = heredoc.expand ? session.symbols.show(expand(heredoc.content)) : heredoc.content;
    const content = session.terms.make('heredoc', String(heredoc.chomp), text);
    return { kind: 'file', name: heredoc.name, content, mode: modeBits(session, 0o644), owner: rootOwner(session) };
  });
  return [...named, ...written];
}

function isRemote(source: string): boolean {
  return /^(?:https?|git|ssh):\/\/|^git@/.test(source);
}

/** AD-4: 0600, never unpacked. */
function remote(source: string, session: Session): Copied {
  const name = baseName(source.replace(/[?#].*$/, ''));
  return {
    kind: 'file',
    name,
    content: session.terms.make('remote', source),
    mode: modeBits(session, 0o600),
    owner: rootOwner(session),
  };
}

/** A source of `COPY --from` (CO-S2): its owner and mode come along (§2.4). */
export function fromStage(files: ImageTree, text: string, side: Side): readonly Copied[] {
  const source = fromSource(text);
  if (!source.hasMeta) return [located(files, source.path, side)];
  const elements = source.path.split('/').filter((element) => element !== '');
  const first = elements.findIndex((element) => hasMeta(element));
  const directory = `/${elements.slice(0, first).join('/')}`;
  const pattern = elements.slice(first).join('/');
  const base = located(files, directory, side);
  const known = base.kind === 'directory' ? matchKnown(base, elements.slice(first)) : null;
  if (known !== null) return known;
  const entry = base.kind === 'tree' ? base.entry : files.session.terms.make('entry', files.term(), directory);
  return [{ kind: 'tree', name: '*', entry, owner: null, mode: null, filter: null, pattern }];
}

/** A pattern over a directory of which every name is known; null where that is not so. */
function matchKnown(directory: Copied & { kind: 'directory' }, elements: readonly string[]): readonly Copied[] | null {
  const [element, ...rest] = elements;
  const compiled = compilePattern(element ?? '');
  if (rest.length > 0 || 'error' in compiled) return null;
  const matched: Copied[] = [];
  for (const layer of directory.layers) {
    if (layer.kind === 'contents') return null;
    for (const [name, inner] of layer.names) if (compiled.matches(name)) matched.push(withName(inner, name));
  }
  return matched.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function located(files: ImageTree, path: string, side: Side): Copied {
  const found = files.locate(path);
  const name = baseName(path);
  switch (found.kind) {
    case 'file':
      return withName(found.file, name);
    case 'copied':
      return withName(found.copied, name);
    case 'entry': {
      const { facts, terms } = files.session;
      if (files.special) files.session.noteRoute(side, 'stage', found.entry);
      // CO-S4: a link that is named is followed.
      const entry = facts.of(found.entry).link ? terms.make('followed', found.entry) : found.entry;
      return { kind: 'tree', name, entry, owner: null, mode: null, filter: null, pattern: null };
    }
  }
}
