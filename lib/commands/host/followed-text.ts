import { knownText, type Value } from '../../world/value.js';
import type { World } from '../../world/world.js';
import type { CommandMeaning, Invocation } from '../command.js';
import { optionValues, parseOptions, type OptionSpec } from '../options.js';
import { changeInPlace, type FollowText } from './inputs.js';
import { nodeAt, placeOf } from './place.js';
import { begin, commandText, finish } from './progress.js';
import { dockerfileText, envsubstText, sedText, streamDockerfile } from './template.js';

/** Options under which we carry a sed script out ourselves; any other makes what comes out unknown. */
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

interface SedCall {
  readonly inPlace: boolean;
  readonly files: readonly Value[];
  readonly change: (text: Value) => Value | null;
}

/** `sed` on the text of a Dockerfile is followed line by line (I-17); anything else is what it was. */
export function sedOnDockerfiles(otherwise: CommandMeaning): CommandMeaning {
  return (invocation, world) => {
    const call = readSed(invocation);
    if (call === null) return otherwise(invocation, world);
    const { files, change } = call;
    if (call.inPlace) return changedInPlace(call, invocation, world) ?? otherwise(invocation, world);
    const [file, other] = files;
    const input =
      file === undefined ? streamDockerfile(invocation.stdin, invocation) : fileDockerfile(file, world, invocation);
    const text = input === null || other !== undefined ? null : change(input);
    const done = otherwise(invocation, world);
    return text === null ? done : { ...done, stdout: { kind: 'text', text } };
  };
}

function readSed(invocation: Invocation): SedCall | null {
  const words = invocation.arguments.filter((argument) => knownText(argument.value) !== '-i');
  const { options, positionals, unknown, unknownOptions } = parseOptions(words, plainSed);
  if (unknown.length > 0 || unknownOptions.length > 0) return null;
  // BSD: `sed -i '' script file`.
  const operands = positionals.map(({ value }) => value).filter((value) => value.length > 0);
  const given = optionValues(options, '-e');
  const [scripts, files] = given.length > 0 ? [given, operands] : [operands.slice(0, 1), operands.slice(1)];
  const extended = options.some(({ name }) => name === '-E');
  const inPlace = words.length < invocation.arguments.length || options.some(({ name }) => name === '--in-place');
  return { inPlace, files, change: (text) => sedText(scripts, extended, text) };
}

/** Null where one of the files is no Dockerfile, or what comes out is not known. */
function changedInPlace(
  { files, change }: SedCall,
  invocation: Invocation,
  world: World,
): ReturnType<CommandMeaning> | null {
  const follow: FollowText = (origin) => {
    const text = dockerfileText(origin, invocation);
    return text === null ? null : change(text);
  };
  const known = files.every((file) => {
    const text = fileDockerfile(file, world, invocation);
    return text !== null && change(text) !== null;
  });
  if (files.length === 0 || !known) return null;
  return finish(changeInPlace(files, commandText(invocation), begin(world), invocation, follow));
}

function fileDockerfile(file: Value, world: World, invocation: Invocation): Value | null {
  const place = placeOf(file, world, invocation.services);
  const node = nodeAt(world.host, place.target ?? place.path);
  return node?.kind === 'file' ? dockerfileText(node.origin, invocation) : null;
}

/** `envsubst` puts variables of the environment into the text of a Dockerfile (I-17). */
export function envsubstOnDockerfiles(otherwise: CommandMeaning): CommandMeaning {
  return (invocation, world) => {
    const done = otherwise(invocation, world);
    const [named] = invocation.arguments;
    const input = streamDockerfile(invocation.stdin, invocation);
    const text = input === null ? null : envsubstText(input, named?.value ?? null, invocation);
    return text === null ? done : { ...done, stdout: { kind: 'text', text } };
  };
}
