import type { Origin } from '../../world/tree.js';
import { knownText, textValue, type Value } from '../../world/value.js';
import type { Argument, CommandOption } from '../../world/world.js';
import type { CommandMeaning, Invocation, Outcome } from '../command.js';
import { optionValues } from '../options.js';
import type { World } from '../../world/world.js';
import { looseOptions, undecided } from './filters.js';
import { writeDerived } from './inputs.js';
import { placeOf } from './place.js';
import { begin, commandText, finish } from './progress.js';

const curlValues = [
  '-o',
  '-H',
  '-d',
  '-u',
  '-X',
  '-A',
  '-F',
  '-T',
  '-b',
  '-c',
  '-e',
  '-m',
  '-x',
  '-w',
  '-K',
  '-r',
  '-D',
  '-E',
  '--output',
  '--header',
  '--data',
  '--user',
  '--request',
  '--retry',
  '--retry-delay',
  '--connect-timeout',
  '--max-time',
  '--url',
  '--proto',
  '--cacert',
  '--write-out',
];

/** `curl`: a file from elsewhere with `-o` and `-O`; otherwise it prints. */
export const curl: CommandMeaning = (invocation, world) => {
  const args = invocation.arguments.flatMap((argument) => lastLetterApart(argument, /^-[a-zA-Z#0-9]+([oXHduAT])()$/));
  const { options, positionals } = looseOptions({ ...invocation, arguments: args }, curlValues);
  const written = [...optionValues(options, '-o'), ...optionValues(options, '--output')];
  const isRemote = invocation.arguments.some((argument) =>
    /^(?:-[a-zA-Z]*O[a-zA-Z]*|--remote-name.*)$/.test(knownText(argument.value) ?? ''),
  );
  const named = written.filter((value) => !/^(?:-|\/dev\/.*)$/.test(knownText(value) ?? ''));
  const targets = isRemote ? positionals.flatMap((argument) => remoteName(argument.value)) : named;
  if (targets.length > 0) return fetched(targets, invocation, world);
  return prints(
    invocation,
    world,
    written.some((value) => knownText(value) !== '-'),
  );
};

const wgetValues = [
  '-O',
  '-P',
  '-o',
  '-U',
  '-t',
  '-T',
  '-i',
  '--output-document',
  '--directory-prefix',
  '--header',
  '--user',
  '--password',
  '--tries',
  '--timeout',
];

/** `wget`: a file from elsewhere; prints with `-O -`. */
export const wget: CommandMeaning = (invocation, world) => {
  const args = invocation.arguments.flatMap((argument) => lastLetterApart(argument, /^-[a-zA-Z]+([OP])(.*)$/));
  const { options, positionals } = looseOptions({ ...invocation, arguments: args }, wgetValues);
  const output = lastOf(options, '-O', '--output-document');
  if (output !== null)
    return knownText(output) === '-' ? prints(invocation, world, false) : fetched([output], invocation, world);
  const prefix = lastOf(options, '-P', '--directory-prefix');
  const folder = prefix === null ? world.cwd : placeOf(prefix, world, invocation.services).path;
  const targets = positionals.flatMap((argument) => remoteName(argument.value));
  const done = fetched(targets, invocation, { ...world, cwd: folder });
  return { ...done, world: { ...done.world, cwd: world.cwd } };
};

function lastOf(options: readonly CommandOption[], short: string, long: string): Value | null {
  return [...optionValues(options, short), ...optionValues(options, long)].at(-1) ?? null;
}

function originOf(invocation: Invocation): Origin {
  return { kind: 'derived', by: commandText(invocation), from: [] };
}

/** A download may always fail. */
function fetched(targets: readonly Value[], invocation: Invocation, world: World): Outcome {
  const done = targets.reduce(
    (progress, target) => writeDerived(target, originOf(invocation), progress, invocation),
    begin(world),
  );
  return finish(done, { status: { kind: 'unknown', key: `status: ${undecided(invocation)}` } });
}

function prints(invocation: Invocation, world: World, quiet: boolean): Outcome {
  return finish(begin(world), {
    effect: { kind: 'external', harmless: true },
    status: { kind: 'unknown', key: `status: ${undecided(invocation)}` },
    stdout: quiet ? { kind: 'nothing' } : { kind: 'content', origin: originOf(invocation) },
  });
}

/** `-fsSLo file` is `-o file`: the flags in front of it do not matter here. */
function lastLetterApart(argument: Argument, cluster: RegExp): readonly Argument[] {
  const match = cluster.exec(knownText(argument.value) ?? '');
  return match === null ? [argument] : [{ ...argument, value: textValue(`-${match[1] ?? ''}${match[2] ?? ''}`) }];
}

/** The last component of a URL, without a query; none where the URL names no file. */
function remoteName(url: Value): readonly Value[] {
  const at = url.findLastIndex((part) => part.kind === 'text' && part.text.includes('/'));
  const part = url[at];
  if (part?.kind !== 'text') return [];
  const rest = url.slice(at + 1);
  const name = part.text.slice(part.text.lastIndexOf('/') + 1);
  const value = [...(name === '' ? [] : textValue(rest.length === 0 ? name.replace(/[?#].*$/, '') : name)), ...rest];
  return value.length === 0 ? [] : [value];
}
