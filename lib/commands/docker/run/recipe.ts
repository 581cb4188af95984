import { emitCopy } from '../../../dockerfile/emit.js';
import { isAbsentInBase, isStandardDirectory } from '../../../dockerfile/known-bases.js';
import { joinPath } from '../../../dockerfile/paths.js';
import { relativeTo, type HostPath } from '../../../world/host-path.js';
import { knownText, renderValue, splitAtFirst, type Value } from '../../../world/value.js';
import type { CommandOption, Finding } from '../../../world/world.js';
import { lastValue, valuesOf } from '../build.js';
import { assignment, envPair, runText, type RunText, type Running } from './command-text.js';
import { HostValues, looksSecret } from './host-values.js';
import { mayHold, type ImageConfig } from './image-config.js';
import type { MountedSource } from './sources.js';

/** Everything that decides what a stage in the place of a container looks like. */
export interface RecipeInput {
  /** The text behind FROM: a reference; its symbols become global ARGs. */
  readonly base: Value;
  readonly config: ImageConfig;
  readonly options: readonly CommandOption[];
  readonly sources: readonly MountedSource[];
  readonly context: HostPath | null;
  readonly running: Running;
}

export interface Recipe {
  readonly lines: readonly string[];
  readonly values: HostValues;
  readonly findings: readonly Finding[];
}

/** Writes a container's run as a stage, the way a person would (3.3): FROM, ENV, WORKDIR, COPY, RUN. */
export function writeRecipe(input: RecipeInput): Recipe {
  const writer = new RecipeWriter(input);
  return writer.write();
}

class RecipeWriter {
  readonly #values = new HostValues();
  readonly #lines: string[] = [];
  readonly #findings: Finding[] = [];
  /** Assignments in front of the command. */
  readonly #assigned: string[] = [];

  constructor(readonly input: RecipeInput) {}

  write(): Recipe {
    const from = this.#from();
    const run = runText(this.input.running, this.input.config.shell !== null, this.#values);
    if (run === null) this.#refuseCommand();
    this.#environment(run);
    const user = this.#user();
    this.#folders(user);
    this.#workdir();
    this.#copies(user);
    if (run !== null) this.#run(run);
    const args = this.#values.names.filter((name) => !from.names.includes(name)).map((name) => `ARG ${name}`);
    const lines = [...from.names.map((name) => `ARG ${name}`), from.line, ...args, ...this.#lines];
    return { lines, values: this.#values, findings: this.#findings };
  }

  #tell(code: Finding['code'], values: Finding['values']): void {
    this.#findings.push({ code, values });
  }

  #from(): { readonly line: string; readonly names: readonly string[] } {
    const platform = lastValue(this.input.options, '--platform');
    const flag = platform === null ? '' : `--platform=${renderValue(platform)} `;
    if (platform !== null && knownText(platform) === null) this.#tell('run-needs', { what: '--platform' });
    const text = this.input.base
      .map((part) => (part.kind === 'text' ? part.text : `\${${this.#values.symbol(part) ?? ''}}`))
      .join('');
    if (text.includes('${}')) this.#tell('external-variable', { image: renderValue(this.input.base) });
    return { line: `FROM ${flag}${text}`, names: [...this.#values.names] };
  }

  #refuseCommand(): void {
    const { running } = this.input;
    const why =
      running.kind === 'unknown'
        ? running.why
        : 'a value in it comes from a command and no variable of the script holds it';
    this.#tell('run-command', { why });
  }

  /** `-e`: in front of one simple command, else ENV; what the host decides is an ARG (T-R3, HOST-4). */
  #environment(run: RunText | null): void {
    for (const option of valuesOf(this.input.options, '--env')) {
      const split = splitAtFirst(option, '=');
      const name = renderValue(split?.head ?? option);
      const text = split === null ? null : knownText(split.tail);
      if (looksSecret(name) && text === null) this.#tell('run-secret', { name });
      else if (!/^[A-Za-z_]\w*$/.test(name)) this.#tell('run-needs', { what: `the variable ${name}` });
      else if (text === null) this.#hostVariable(name, split?.tail ?? null);
      else if (run?.simple === true && !run.text.includes(`$${name}`)) this.#assigned.push(assignment(name, text));
      else this.#lines.push(`ENV ${envPair(name, text)}`);
    }
    for (const file of valuesOf(this.input.options, '--env-file'))
      this.#tell('run-needs', { what: `--env-file ${renderValue(file)}` });
  }

  #hostVariable(name: string, value: Value | null): void {
    const quoted = value === null ? '' : HostValues.quotedText(value);
    const isSet = this.input.config.variables.includes(name);
    const given =
      quoted !== null &&
      !isSet &&
      this.#values.give(
        name,
        value === null ? name : `${name}=${quoted}`,
        value ?? [{ kind: 'symbol', key: `\${${name}}`, splits: false, fallback: null }],
      );
    if (!given) this.#tell('run-command', { why: `${name} cannot be handed over as a build argument` });
  }

  /** `-u`: a fixed user stays; one of the host only decides who owns the results there (T-R5). */
  #user(): string | null {
    const given = lastValue(this.input.options, '--user');
    const text = given === null ? null : knownText(given);
    if (given !== null && text === null) this.#tell('run-user-dropped', { user: renderValue(given) });
    const { user } = this.input.config;
    if (text !== null && text !== user) this.#lines.push(`USER ${text}`);
    const effective = text ?? user;
    return effective === null || /^(?:root|0)(?::(?:root|0))?$/.test(effective) ? null : effective;
  }

  /** Folders that a mount made: empty, whatever the image holds there (RUN-4). */
  #folders(user: string | null): void {
    for (const source of this.input.sources) {
      if (source.kind === 'none') continue;
      const { target } = source;
      const isWorkdir = this.#directory() === target;
      const hides = mayHold(this.input.config, target);
      if (source.kind === 'copied' && source.entry === 'file') continue;
      if (hides) this.#asRoot(`rm -rf ${target} && mkdir -p ${target}`, target, user);
      else if (user !== null || (source.kind === 'empty' && !isWorkdir))
        this.#asRoot(`mkdir -p ${target}`, target, user);
      if (!hides && !this.#surelyAbsent(target)) this.#tell('image-assumed', { what: `holds nothing at ${target}` });
    }
  }

  #surelyAbsent(path: string): boolean {
    const { base } = this.input.config;
    return base !== null && isAbsentInBase(path, base) && !isStandardDirectory(path, base);
  }

  #asRoot(command: string, target: string, user: string | null): void {
    if (user === null) this.#lines.push(`RUN ${command}`);
    else this.#lines.push('USER 0', `RUN ${command} && chown ${user} ${target}`, `USER ${user}`);
  }

  /** Where the command starts; null where only the image knows. */
  #directory(): string | null {
    const given = lastValue(this.input.options, '--workdir');
    if (given === null) return this.input.config.workdir;
    const text = knownText(given);
    return text?.startsWith('/') === true ? joinPath('/', text) : null;
  }

  #workdir(): void {
    const given = lastValue(this.input.options, '--workdir');
    if (given === null) return;
    const directory = this.#directory();
    if (directory === null) this.#tell('run-needs', { what: `--workdir ${renderValue(given)}` });
    else if (directory !== this.input.config.workdir) this.#lines.push(`WORKDIR ${directory}`);
  }

  /** The mounted sources, the outer ones first (RUN-2, RUN-3). */
  #copies(user: string | null): void {
    const copied = this.input.sources
      .flatMap((source) => (source.kind === 'copied' ? [source] : []))
      .sort((a, b) => a.target.length - b.target.length);
    for (const { source, target, entry } of copied) {
      const inside = relativeTo(this.input.context ?? '/', source) ?? source;
      const destination = entry === 'directory' && target === this.#directory() ? '.' : target;
      this.#lines.push(
        emitCopy({ ...(user === null ? {} : { chown: user }), sources: [inside === '' ? '.' : inside], destination }),
      );
      if (entry === 'directory') this.#tell('mount-becomes-copy', { target });
    }
  }

  #run({ text, splices }: RunText): void {
    if (splices) this.#tell('script-value', { text });
    this.#lines.push(`RUN ${[...this.#assigned, text].join(' ')}`);
  }
}
