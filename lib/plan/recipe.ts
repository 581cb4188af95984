import { readTool } from '../commands/tools.js';
import { quoteShell } from '../script/shell/text.js';
import { joinHostPath, parentPath, repositoryPath, type HostPath } from '../world/host-path.js';
import { sameOrigin, type Archive, type Making, type Mode, type Node, type Origin } from '../world/tree.js';
import { knownText, renderValue, symbolsOf, type SymbolPart, type Value } from '../world/value.js';
import { modeCommands, shellPath } from './shell-words.js';

/** The commands of a shim stage that put one artifact, or what the host made of artifacts, into place (3.1.6, 3.4). */
export interface Preparation {
  readonly commands: readonly string[];
  /** Where the result lies. */
  readonly place: string;
  /** Every path that the commands write. */
  readonly touched: ReadonlySet<string>;
}

export interface Recipe extends Preparation {
  /** Script values in the commands: symbol to the name of the ARG that carries it. */
  readonly args: ReadonlyMap<string, string>;
  /** Tools that run in the stage now (HOST-1). */
  readonly tools: readonly string[];
}

export type RecipeResult = { readonly kind: 'recipe'; readonly recipe: Recipe } | RecipeProblem;

export interface RecipeProblem {
  readonly kind: 'refused';
  readonly code: 'transformed-on-host' | 'unresolved-path';
  readonly why: string;
}

/** What stands at a place of the host. */
export interface Ingredient {
  readonly origin: Origin;
  readonly mode: Mode;
}

/** Puts something to the place below a folder of the shim that it had in the checkout. */
export function recipeFor(ingredient: Ingredient, host: HostPath, folder: string): RecipeResult {
  const kitchen = new Kitchen(folder);
  const place = kitchen.put(ingredient, host);
  return kitchen.problem ?? { kind: 'recipe', recipe: kitchen.recipe(place) };
}

/** Writes down the commands, in an order in which each finds what it needs. */
class Kitchen {
  problem: RecipeProblem | null = null;
  readonly #commands: string[] = [];
  readonly #folders: Set<string>;
  readonly #there = new Map<string, Origin>();
  readonly #touched = new Set<string>();
  readonly #args = new Map<string, string>();
  readonly #tools = new Set<string>();

  /** @param root stands for the checkout */
  constructor(readonly root: string) {
    this.#folders = new Set([root]);
  }

  recipe(place: string): Recipe {
    const folders = [...this.#folders].filter(
      (path) => ![...this.#folders].some((other) => other.startsWith(`${path}/`)),
    );
    return {
      commands: [`mkdir -p ${folders.map(quoteShell).join(' ')}`, ...this.#commands],
      place,
      touched: this.#touched,
      args: this.#args,
      tools: [...this.#tools],
    };
  }

  put({ origin, mode }: Ingredient, host: HostPath): string {
    const place = this.#placeOf(host);
    const there = this.#there.get(place);
    if (there !== undefined && sameOrigin(there, origin)) return place;
    if (there !== undefined) this.#refuse('transformed-on-host', 'commands that need it as it was before as well');
    switch (origin.kind) {
      case 'artifact':
        this.#copy(origin, mode, place);
        break;
      case 'derived':
        this.#make(origin, mode, place);
        break;
      case 'archive':
        this.#pack(origin, mode, place);
        break;
      case 'repository':
      case 'generated':
      case 'unknown':
        this.#refuse('transformed-on-host', 'a command that also reads a file which is in no image');
    }
    this.#note(place, origin);
    return place;
  }

  #note(place: string, origin: Origin): void {
    this.#touched.add(place);
    this.#there.set(place, origin);
  }

  #refuse(code: RecipeProblem['code'], why: string): void {
    this.problem ??= { kind: 'refused', code, why };
  }

  #placeOf(host: HostPath): string {
    const path = repositoryPath(host);
    if (path === null || !/^[^$`\\\n]*$/.test(path))
      this.#refuse('transformed-on-host', 'a command in a folder outside of the checkout');
    return path === '' ? this.root : `${this.root}/${path ?? ''}`;
  }

  #copy(origin: Origin & { readonly kind: 'artifact' }, mode: Mode, place: string): void {
    this.#folders.add(parentPath(place));
    // What was printed has no mode of its own, and is never a link: plain cp follows one.
    const how = origin.follow && mode.kind === 'bits' ? 'cp' : 'cp -a';
    this.#commands.push(`${how} ${this.#builderPath(origin)} ${quoteShell(place)}`, ...this.#modes(mode, place));
  }

  /** A tar that a container printed, through the filters that it went through (I-06). */
  #pack({ printing, by }: Archive, mode: Mode, place: string): void {
    if (printing === null) {
      this.#refuse('transformed-on-host', by);
      return;
    }
    this.#folders.add(parentPath(place));
    for (const { words, onHost } of printing.commands) if (onHost) this.#tools.add(words[0] ?? '');
    const pipe = printing.commands.map(({ words }) => words.map(quoteShell).join(' ')).join(' | ');
    this.#commands.push(`cd ${quoteShell(printing.cwd)}`, `${pipe} > ${quoteShell(place)}`);
    if (JSON.stringify(mode) !== JSON.stringify(printedMode)) this.#commands.push(...this.#modes(mode, place));
  }

  #builderPath({ path, symbols = [] }: Origin & { readonly kind: 'artifact' }): string {
    return symbols.length === 0 ? quoteShell(path) : shellPath(path, this.#carry(symbols));
  }

  /** Names the variables that hold script values. */
  #carry(symbols: readonly SymbolPart[]): ReadonlyMap<string, string> {
    const carried = new Map<string, string>();
    for (const { key, carrier } of symbols) {
      if (carrier === undefined) this.#refuse('unresolved-path', `${key} has no value here and no variable holds it`);
      carried.set(key, carrier ?? '');
      this.#args.set(key, carrier ?? '');
    }
    return carried;
  }

  #modes(mode: Mode, place: string): readonly string[] {
    const commands = modeCommands(mode, place);
    if (commands === null) this.#refuse('transformed-on-host', 'chmod');
    return commands ?? [];
  }

  #make(origin: Origin & { readonly kind: 'derived' }, mode: Mode, place: string): void {
    const { making } = origin;
    if (making?.kind !== 'made') {
      this.#refuse('transformed-on-host', origin.by);
      return;
    }
    const before = making.inputs.map((input) => this.#input(input.node, input.path, making));
    const result = making.output === null ? place : this.#placeOf(joinHostPath(making.cwd, making.output));
    this.#run(making, result);
    for (const other of before) if (other !== null && this.#isGone(making, other)) this.#there.delete(other);
    this.#note(result, origin);
    if (result !== place) {
      this.#folders.add(parentPath(place));
      this.#commands.push(`mv ${quoteShell(result)} ${quoteShell(place)}`);
      this.#there.delete(result);
    }
    const own = modeMade(making);
    if (JSON.stringify(own) !== JSON.stringify(mode)) this.#commands.push(...this.#modes(mode, place));
  }

  /** An input at its place: below the shim's folder, or in a container where it is. */
  #input(node: Node, path: string, making: Making): string | null {
    if (making.container !== null) return null;
    if (node.kind === 'directory' || node.kind === 'link') {
      this.#refuse(
        'transformed-on-host',
        `${renderValue(making.words[0] ?? [])} on a folder of files from several places`,
      );
      return null;
    }
    return this.put({ origin: node.origin, mode: node.mode }, joinHostPath(making.cwd, path));
  }

  /** A file that the command removed or changed. */
  #isGone(making: Making, place: string): boolean {
    const tool = readTool(making.words.map(renderValue));
    const paths = [...(tool?.removes ?? []), ...(tool?.outputs ?? []).map((output) => output.path)];
    return paths.some((path) => this.#placeOf(joinHostPath(making.cwd, path)) === place);
  }

  #run(making: Making, result: string): void {
    const { words, container, cwd, stdin, output } = making;
    const tool = readTool(words.map(renderValue));
    if (tool !== null && !tool.exact) this.#tools.add(tool.name);
    const folder = container === null ? this.#placeOf(cwd) : cwd;
    const isRelative = tool === null || tool.inputs.some((path) => !path.startsWith('/')) || output !== null;
    if (container === null) this.#folders.add(folder);
    this.#folders.add(parentPath(result));
    if (isRelative) this.#commands.push(`cd ${quoteShell(folder)}`);
    const input = stdin === null ? '' : ` < ${this.#stdin(stdin, result)}`;
    const target = output === null ? ` > ${quoteShell(result)}` : '';
    this.#commands.push(`${words.map((word) => this.#word(word)).join(' ')}${input}${target}`);
  }

  #stdin(origin: Origin, result: string): string {
    if (origin.kind === 'artifact') return this.#builderPath(origin);
    const place = `${result}.input`;
    if (origin.kind === 'derived') this.#make(origin, { kind: 'bits', bits: 0o644 }, place);
    else this.#refuse('transformed-on-host', 'a command that also reads a text of the script');
    return quoteShell(place);
  }

  #word(value: Value): string {
    const text = knownText(value);
    if (text !== null) return /^(?:!|\{\})$/.test(text) ? text : quoteShell(text);
    const names = this.#carry(symbolsOf(value));
    const parts = value.map((part) =>
      part.kind === 'text' ? part.text.replace(/[\\"$`]/g, '\\$&') : `\${${names.get(part.key) ?? ''}}`,
    );
    return `"${parts.join('')}"`;
  }
}

/** Of a file behind `>`. */
const printedMode: Mode = { kind: 'bits', bits: 0o644 };

/** The mode that a file has when the command is done: of what it was made of, or that of anything printed. */
function modeMade(making: Making): Mode {
  if (making.output === null) return { kind: 'bits', bits: 0o644 };
  const tool = readTool(making.words.map(renderValue));
  const of = tool?.outputs.find(({ path }) => path === making.output)?.of ?? null;
  const source = making.inputs.find(({ path }) => path === of)?.node;
  return source === undefined || source.kind === 'link' ? { kind: 'kept' } : source.mode;
}
