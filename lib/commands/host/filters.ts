import { knownText, type Value } from '../../world/value.js';
import type { World } from '../../world/world.js';
import type { CommandMeaning, Invocation, Stream } from '../command.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { changeInPlace, readInputs, type FollowText } from './inputs.js';
import { nodeAt, placeOf } from './place.js';
import { begin, commandText, finish, notModelled, streamInputs } from './progress.js';
import { dockerfileText, envsubstText, sedText, streamDockerfile } from './template.js';

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

const sedValues = ['-e', '-f', '-l', '--expression', '--file'];
/** Options under which we carry a script out ourselves; any other makes it unknown. */
const plainSed: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['-E', '-u', '--in-place']),
  values: new Set(['-e']),
  aliases: new Map([
    ['-r', '-E'],
    ['--regexp-extended', '-E'],
    ['--expression', '-e'],
    ['--unbuffered', '-u'],
  ]),
};

/** `sed`: a filter, or with `-i` a change of its files. The text of a Dockerfile is followed (I-17). */
export const sed: CommandMeaning = (invocation, world) => {
  const inPlace = invocation.arguments.some((argument) =>
    /^(?:-[nErsuz]*i|--in-place)/.test(knownText(argument.value) ?? ''),
  );
  const words = invocation.arguments.filter((argument) => !/^-i$/.test(knownText(argument.value) ?? ''));
  const { options, positionals } = looseOptions({ ...invocation, arguments: words }, sedValues);
  // BSD: `sed -i '' script file`.
  const operands = positionals.map((argument) => argument.value).filter((value) => value.length > 0);
  const files = options.length > 0 ? operands : operands.slice(1);
  const strict = parseOptions(words, plainSed);
  const given = optionValues(strict.options, '-e');
  const scripts = given.length > 0 ? given : operands.slice(0, 1);
  const plain = strict.unknown.length === 0 && strict.unknownOptions.length === 0;
  const extended = strict.options.some(({ name }) => name === '-E');
  const change = (text: Value): Value | null => (plain ? sedText(scripts, extended, text) : null);
  if (inPlace) {
    const follow: FollowText = (origin) => followed(dockerfileText(origin, invocation), change);
    return finish(changeInPlace(files, commandText(invocation), begin(world), invocation, follow));
  }
  const done = sedFilter(invocation, world);
  const [file, other] = files;
  const input =
    file === undefined ? streamDockerfile(invocation.stdin, invocation) : fileDockerfile(file, world, invocation);
  const text = other === undefined ? followed(input, change) : null;
  return text === null ? done : { ...done, stdout: { kind: 'text', text } };
};

function followed(text: Value | null, change: (text: Value) => Value | null): Value | null {
  return text === null ? null : change(text);
}

function fileDockerfile(file: Value, world: World, invocation: Invocation): Value | null {
  const place = placeOf(file, world, invocation.services);
  const node = nodeAt(world.host, place.target ?? place.path);
  return node?.kind === 'file' ? dockerfileText(node.origin, invocation) : null;
}

const envsubstFilter = filter({ noFiles: true });

/** `envsubst`: a filter that puts variables of the environment into a text. */
export const envsubst: CommandMeaning = (invocation, world) => {
  const done = envsubstFilter(invocation, world);
  const [named] = invocation.arguments;
  const input = streamDockerfile(invocation.stdin, invocation);
  const text = followed(input, (template) => envsubstText(template, named?.value ?? null, invocation));
  return text === null ? done : { ...done, stdout: { kind: 'text', text } };
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
