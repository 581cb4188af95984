import { baseHasTool, installsTool, packagesFor } from '../dockerfile/known-tools.js';
import type { Diagnostic } from '../source/diagnostic.js';
import type { Span } from '../source/source-file.js';
import { quoteShell } from '../script/shell/text.js';
import type { TreeEdit } from '../world/edited-tree.js';
import type { HostPath } from '../world/host-path.js';
import type { EntryKind } from '../world/tree.js';
import type { BuildReading } from '../infer/read-build.js';
import type { Member } from '../infer/sources.js';
import { baseOf, chainOf } from './artifact-evidence.js';
import type { Explain } from './explain.js';
import { isPrinted } from './printed.js';
import { recipeFor, type Preparation, type RecipeResult } from './recipe.js';
import { modeCommands, shellPath } from './shell-words.js';

/** One artifact that a shim stage puts in place under its host name (3.1.6). */
export interface ShimRequest {
  readonly stage: string;
  readonly builder: BuildReading;
  /** null: a place among the others. Else things with one key share a folder that is copied as a whole (CO-S4). */
  readonly apart: string | null;
  /** What puts it into a folder of the stage. */
  readonly put: (folder: string) => Preparation;
  /** Script values in the commands: symbol to the name of the ARG that carries it. */
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
  /** Where it lay on the host. */
  readonly host: HostPath;
  /** In a folder of its own a link stays one; else what it points to is taken (LINK-1, LINK-2). */
  readonly apart: string | null;
  /** It is a tar, and its members are wanted (TAR-1). */
  readonly unpack: boolean;
  /** Commands that remove from the copy at a place what the ignore file filtered. */
  readonly removed: (place: string) => readonly string[];
  readonly explain: Explain;
  readonly at: Span;
}

/** What the shim must do for an artifact, or why it cannot. */
export function shimMember(input: ShimInput): ShimResult {
  const { builder, stage, apart, member, explain, at } = input;
  const { path } = member.origin;
  const refuse = (code: Parameters<Explain>[0], values: Parameters<Explain>[2]): ShimResult => ({
    kind: 'refused',
    diagnostic: explain(code, at, { path, ...values }),
  });
  // Nothing can be copied into itself.
  if (!isPlainBuilder(builder) || path === '/') return refuse('shim-needs-builder', {});
  if (input.removed('').includes('inexpressible')) return refuse('ignored-parts', {});
  const result = recipeOf(input, '/__handoff');
  if (result.kind === 'refused') return refuse(result.code, { why: result.why });
  const missing = result.recipe.tools.find((tool) => !hasTool(builder, tool));
  if (missing !== undefined)
    return refuse('host-tool-missing', { tool: missing, stage, package: packagesFor(missing) });
  const put = (folder: string): Preparation => {
    const again = recipeOf(input, folder);
    return again.kind === 'recipe' ? again.recipe : result.recipe;
  };
  return { kind: 'request', request: { stage, builder, apart, put, args: result.recipe.args } };
}

/** STG-11: triggers would run in the stage, and another shell would read its commands. */
function isPlainBuilder(builder: BuildReading): boolean {
  return !chainOf(builder).some((stage) =>
    stage.instructions.some((instruction) => instruction.keyword === 'ONBUILD' || instruction.keyword === 'SHELL'),
  );
}

/** HOST-2: the builder's base or one of its RUN instructions brings the tool. */
function hasTool(builder: BuildReading, tool: string): boolean {
  const chain = chainOf(builder);
  const last = chain.at(-1);
  const installs = chain.some((stage) =>
    stage.instructions.some((instruction) => instruction.keyword === 'RUN' && installsTool(instruction.command, tool)),
  );
  if (installs || last === undefined) return installs;
  return baseHasTool(baseOf(builder, last), tool) || (builder.base !== null && hasTool(builder.base, tool));
}

function recipeOf({ member, kind, name, host, apart, unpack, removed }: ShimInput, folder: string): RecipeResult {
  const { origin, made, mode } = member;
  if (made !== null && apart !== null) return { kind: 'refused', code: 'transformed-on-host', why: made.by };
  if (made !== null) return recipeFor({ origin: made, mode }, host, folder);
  const symbols = origin.symbols ?? [];
  const unnamed = symbols.find(({ carrier }) => carrier === undefined);
  if (unnamed !== undefined)
    return {
      kind: 'refused',
      code: 'unresolved-path',
      why: `${unnamed.key} has no value here and no variable holds it`,
    };
  const place = `${folder}/${name}`;
  const modes = modeCommands(mode, place);
  if (modes === null) return { kind: 'refused', code: 'transformed-on-host', why: 'chmod' };
  const args = new Map(symbols.map(({ key, carrier = '' }) => [key, carrier]));
  const source = symbols.length === 0 ? quoteShell(origin.path) : shellPath(origin.path, args);
  const follows = origin.follow || (kind === 'link' && apart === null);
  // What a command printed is a file with a mode of its own (MODE-2): plain cp follows links as the command did.
  const copy = isPrinted(member) ? 'cp' : follows ? 'cp -aH' : 'cp -a';
  const commands = unpack
    ? [`tar --numeric-owner -xpf ${source} -C ${folder}`]
    : [
        `${copy} ${source} ${quoteShell(place)}`,
        ...modes,
        ...member.edits.flatMap((edit) => editCommands(edit, place)),
        ...removed(place),
      ];
  const touched = new Set(unpack ? [] : [place]);
  return { kind: 'recipe', recipe: { commands: [`mkdir -p ${folder}`, ...commands], place, touched, args, tools: [] } };
}

/** A name that is there already is no obstacle: the script would have failed on it (3.4). */
function editCommands(edit: TreeEdit, place: string): readonly string[] {
  const path = quoteShell(`${place}/${edit.path}`);
  const remove = `rm -rf ${path}`;
  return edit.kind === 'removed' ? [remove] : [remove, `ln -s ${quoteShell(edit.target)} ${path}`];
}
