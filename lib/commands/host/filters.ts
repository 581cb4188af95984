import { knownText, type Value } from '../../world/value.js';
import type { CommandMeaning, Invocation, Stream } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { changeInPlace, readInputs } from './inputs.js';
import { begin, commandText, finish, notModelled, streamInputs } from './progress.js';

/** How the words of a tool are read that prints what it makes of its inputs. */
interface FilterShape {
  /** Options with a value. */
  readonly values?: readonly string[];
  /** Words in front of the files: a script, a pattern. */
  readonly leading?: number;
  /** Options that bring the script, so that no word in front is one. */
  readonly scriptOptions?: readonly string[];
  /** Whether the exit status says something about the content (`grep`, `cmp`). */
  readonly decides?: boolean;
  /** Whether its words name no files at all (`tr`). */
  readonly noFiles?: boolean;
}

/** Reads options as flags where they are not known: a filter harms nothing. */
export function looseOptions(invocation: Invocation, values: readonly string[]): ReturnType<typeof parseOptions> {
  const spec: OptionSpec = {
    style: 'posix',
    stopAtPositional: false,
    switches: new Set(),
    values: new Set(values),
    aliases: new Map(),
  };
  return parseOptions(invocation.arguments, spec);
}

function filesOf(invocation: Invocation, shape: FilterShape): readonly Value[] {
  const { options, positionals } = looseOptions(invocation, shape.values ?? []);
  const hasScript = options.some((option) => shape.scriptOptions?.includes(option.name) ?? false);
  return positionals.slice(hasScript ? 0 : (shape.leading ?? 0)).map((argument) => argument.value);
}

/** A tool that prints what it makes of its files or of standard input, and changes nothing. */
export function filter(shape: FilterShape = {}): CommandMeaning {
  return (invocation, world) => {
    const files = shape.noFiles === true ? [] : filesOf(invocation, shape);
    const { progress, origins } = readInputs(files, begin(world), invocation);
    const from = [...origins, ...(files.length === 0 ? streamInputs(invocation.stdin) : [])];
    const by = commandText(invocation);
    const stdout: Stream = { kind: 'content', origin: { kind: 'derived', by, from } };
    const decided =
      shape.decides === true ? ({ status: { kind: 'unknown', key: undecided(invocation) } } as const) : {};
    return finish(progress, { stdout, effect: { kind: 'external', harmless: true }, ...decided });
  };
}

/** Files may change between two runs of one command, so each run is a question of its own. */
export function undecided(invocation: Invocation): string {
  const number = invocation.services.fresh(commandText(invocation));
  return number === 1 ? commandText(invocation) : `${commandText(invocation)}#${number}`;
}

const sedFilter = filter({
  values: ['-e', '-f', '-l', '--expression', '--file'],
  leading: 1,
  scriptOptions: ['-e', '-f', '--expression', '--file'],
});

/** `sed`: a filter, or with `-i` a change of its files. */
export const sed: CommandMeaning = (invocation, world) => {
  const inPlace = invocation.arguments.some((argument) =>
    /^(?:-[nErsuz]*i|--in-place)/.test(knownText(argument.value) ?? ''),
  );
  if (!inPlace) return sedFilter(invocation, world);
  const words = invocation.arguments.filter((argument) => !/^-i$/.test(knownText(argument.value) ?? ''));
  const { options, positionals } = looseOptions({ ...invocation, arguments: words }, [
    '-e',
    '-f',
    '--expression',
    '--file',
  ]);
  // BSD: `sed -i '' script file`.
  const operands = positionals.map((argument) => argument.value).filter((value) => value.length > 0);
  const files = options.length > 0 ? operands : operands.slice(1);
  return finish(changeInPlace(files, commandText(invocation), begin(world), invocation));
};

const awkFilter = filter({
  values: ['-v', '-F', '-f', '--assign', '--field-separator', '--file'],
  leading: 1,
  scriptOptions: ['-f', '--file'],
});

/** `awk`: a filter, unless its program writes files or starts commands. */
export const awk: CommandMeaning = (invocation, world) => {
  const writes = invocation.arguments.some((argument) =>
    /system\s*\(|print[^;}|]*>\s*[^=\s]|\|\s*"/.test(knownText(argument.value) ?? ''),
  );
  return writes ? notModelled(invocation, world) : awkFilter(invocation, world);
};

/** `sort`: a filter, or with `-o` a new file. */
export const sort: CommandMeaning = (invocation, world) => {
  const { options } = looseOptions(invocation, ['-o', '-k', '-t', '-S', '-T']);
  return options.some((option) => option.name === '-o')
    ? notModelled(invocation, world)
    : sortFilter(invocation, world);
};

const sortFilter = filter({ values: ['-k', '-t', '-S', '-T'] });
