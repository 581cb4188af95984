import type { ToolReading } from '../commands/tools.js';
import {
  modeOf,
  rootOwner,
  settled,
  treeTerm,
  withOwner,
  type Copied,
  type CopiedFile,
  type CopiedTree,
} from './copied.js';
import { copiedTerm } from './copy.js';
import type { Session } from './session.js';
import type { Term } from './term.js';

/** A file that a command reads, under the name that it has for the command. */
export interface MadeInput {
  readonly path: string;
  readonly copied: Copied;
}

/** One execution of a tool: an uninterpreted function of its words, its inputs and its standard input (HOST-1). */
export interface MadeBy {
  readonly words: readonly string[];
  readonly inputs: readonly MadeInput[];
  readonly stdin: Copied | null;
}

/** What a tool wrote at a path; null: what it printed. */
export function madeTerm(by: MadeBy, output: string | null, session: Session): Term {
  const { terms } = session;
  return terms.make(
    'made',
    terms.make('words', ...by.words),
    ...by.inputs.map(({ path, copied }) => terms.make('input', path, inputTerm(copied, session))),
    by.stdin === null ? terms.make('none') : terms.make('stdin', contentTerm(by.stdin, session)),
    output === null ? terms.make('printed') : terms.make('wrote', output),
  );
}

/** Content and mode; who owns a file does not change what a tool of root makes of it. */
function inputTerm(copied: Copied, session: Session): Term {
  const plain = settled(withOwner(unwrapped(copied, session), rootOwner(session)), session);
  switch (plain.kind) {
    case 'file':
      return session.terms.make('file-input', plain.content, plain.mode);
    case 'tree':
      return treeTerm(plain, session);
    case 'directory':
      return copiedTerm(plain, session);
    case 'missing':
      return plain.why;
  }
}

function contentTerm(copied: Copied, session: Session): Term {
  const plain = settled(copied, session);
  return plain.kind === 'file' ? plain.content : inputTerm(plain, session);
}

/** A directory that is one tree of an image and nothing else is that tree. */
function unwrapped(copied: Copied, session: Session): Copied {
  if (copied.kind !== 'directory') return copied;
  const [only, ...more] = copied.layers;
  if (only?.kind !== 'contents' || more.length > 0 || copied.mode !== modeOf(only.tree, session)) return copied;
  return only.tree;
}

/** What a tool leaves at one of its outputs, before it has a place: with the kind and the mode of what it was made of. */
export function madeOutput(
  by: MadeBy,
  output: ToolReading['outputs'][number],
  session: Session,
): CopiedFile | CopiedTree | null {
  const content = madeTerm(by, output.path, session);
  const found = by.inputs.find(({ path }) => path === output.of)?.copied ?? null;
  if (found === null) return newFile(content, session.terms.make('mode-of', content), session);
  const source = settled(unwrapped(found, session), session);
  switch (source.kind) {
    case 'file':
      return { ...source, content };
    case 'tree':
      session.facts.add(content, { kind: session.facts.of(source.entry).kind });
      return { ...source, entry: content, filter: null };
    case 'directory':
    case 'missing':
      return null;
  }
}

/** A file of root. */
export function newFile(content: Term, mode: Term, session: Session): CopiedFile {
  return { kind: 'file', name: '', content, mode, owner: rootOwner(session) };
}
