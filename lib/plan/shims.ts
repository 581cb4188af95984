import type { Diagnostic } from '../source/diagnostic.js';
import type { Span } from '../source/source-file.js';
import type { EntryKind, Mode } from '../world/tree.js';
import type { BuildReading } from '../infer/read-build.js';
import type { Member } from '../infer/sources.js';
import { chainOf } from './artifact-evidence.js';
import { quoteShell } from '../script/shell/text.js';
import type { Explain } from './explain.js';

/** One artifact that a shim stage puts in place under its host name (3.1.6). */
export interface ShimRequest {
  readonly stage: string;
  readonly builder: BuildReading;
  readonly name: string;
  /** null: a place among the others. Else things with one key share a folder that is copied as a whole (CO-S4). */
  readonly apart: string | null;
  /** The commands that put it into a folder that is there. */
  readonly commands: (folder: string) => readonly string[];
  /** Script values in the path: symbol to the name of the ARG that carries it. */
  readonly args: ReadonlyMap<string, string>;
}

/** Where a shim stage put it. */
export interface ShimPlace {
  readonly stage: string;
  readonly path: string;
  readonly folder: string;
}

export type ShimResult =
  | { readonly kind: 'request'; readonly request: ShimRequest }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic };

interface ShimInput {
  readonly builder: BuildReading;
  readonly stage: string;
  readonly member: Member;
  readonly kind: EntryKind;
  readonly name: string;
  readonly apart: string | null;
  /** It is a tar, and its members are wanted (TAR-1). */
  readonly unpack: boolean;
  /** Commands that remove what the ignore file filtered. */
  readonly removed: readonly string[];
  readonly explain: Explain;
  readonly at: Span;
}

/** What the shim must do for an artifact, or why it cannot. */
export function shimMember(input: ShimInput): ShimResult {
  const { builder, member, name, apart, removed, explain, at } = input;
  const refuse = (code: Parameters<Explain>[0], values: Parameters<Explain>[2]): ShimResult => ({
    kind: 'refused',
    diagnostic: explain(code, at, values),
  });
  if (
    chainOf(builder).some((stage) =>
      stage.instructions.some((instruction) => instruction.keyword === 'ONBUILD' || instruction.keyword === 'SHELL'),
    )
  ) {
    return refuse('shim-needs-builder', { path: member.origin.path });
  }
  if (removed.includes('inexpressible')) return refuse('ignored-parts', { path: member.origin.path });
  if (modeCommands(member.mode, name) === null)
    return refuse('transformed-on-host', { path: member.origin.path, why: 'chmod' });
  const symbols = member.origin.symbols ?? [];
  const unnamed = symbols.find(({ carrier }) => carrier === undefined);
  if (unnamed !== undefined)
    return refuse('unresolved-path', {
      path: member.origin.path,
      why: `${unnamed.key} has no value here and no variable holds it`,
    });
  const args = new Map(symbols.map(({ key, carrier = '' }) => [key, carrier]));
  const source = symbols.length === 0 ? quoteShell(member.origin.path) : shellPath(member.origin.path, args);
  const commands = (folder: string): readonly string[] => {
    if (input.unpack) return [`tar --numeric-owner -xpf ${source} -C ${folder}`];
    const place = `${folder}/${name}`;
    return [`cp -a ${source} ${quoteShell(place)}`, ...(modeCommands(member.mode, place) ?? []), ...removed];
  };
  return { kind: 'request', request: { stage: input.stage, builder, name, apart, commands, args } };
}

/** The path with each script value as the variable that holds it. */
export function shellPath(path: string, args: ReadonlyMap<string, string>): string {
  return [...args]
    .reduce((text, [key, name]) => text.split(key).join(`\${${name}}`), path)
    .replace(/\$\{(\w+)\}(?!\w)/g, (_whole, name: string) => `$${name}`);
}

function modeCommands(mode: Mode, place: string): readonly string[] | null {
  switch (mode.kind) {
    case 'kept':
      return [];
    case 'bits':
      return [`chmod ${mode.bits.toString(8).padStart(4, '0')} ${quoteShell(place)}`];
    case 'changed': {
      const before = modeCommands(mode.from, place);
      return before === null || !/^[ugoa]*[-+=][rwxX]+$/.test(mode.how)
        ? null
        : [...before, `chmod ${mode.how} ${quoteShell(place)}`];
    }
  }
}
