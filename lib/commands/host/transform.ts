import { knownText, splitAtFirst, type Value } from '../../world/value.js';
import type { Origin } from '../../world/tree.js';
import type { CommandMeaning, Invocation } from '../command.js';
import { optionValues } from '../options.js';
import { setNode } from './copy-tree.js';
import { looseOptions } from './filters.js';
import { changeInPlace, readInputs, writeDerived } from './inputs.js';
import { kindAt, placeOf } from './place.js';
import { begin, commandText, finish, layOver, notModelled, streamInputs, wrote } from './progress.js';

/** A tool that changes its files where they stand, or with `-o` makes a new one: strip, upx. */
export function changer(values: readonly string[]): CommandMeaning {
  return (invocation, world) => {
    const { options, positionals } = looseOptions(invocation, ['-o', ...values]);
    const files = positionals.map((argument) => argument.value);
    const target = optionValues(options, '-o').at(-1);
    const by = commandText(invocation);
    if (files.length === 0) return notModelled(invocation, world);
    if (target === undefined) return finish(changeInPlace(files, by, begin(world), invocation));
    return finish(made(files, target, by, begin(world), invocation));
  };
}

function made(
  files: readonly Value[],
  target: Value,
  by: string,
  start: ReturnType<typeof begin>,
  invocation: Invocation,
): ReturnType<typeof begin> {
  const { progress, origins } = readInputs(files, start, invocation);
  return writeDerived(target, { kind: 'derived', by, from: origins }, progress, invocation);
}

/** `objcopy in [out]` */
export const objcopy: CommandMeaning = (invocation, world) => {
  const { positionals } = looseOptions(invocation, ['-I', '-O', '-B', '-j', '-R', '-K', '-N', '-L', '-G', '-W']);
  const [source, target] = positionals.map((argument) => argument.value);
  if (source === undefined) return notModelled(invocation, world);
  const by = commandText(invocation);
  return finish(
    target === undefined
      ? changeInPlace([source], by, begin(world), invocation)
      : made([source], target, by, begin(world), invocation),
  );
};

/** `perl -pi -e … files`; other uses of perl may do anything. */
export const perl: CommandMeaning = (invocation, world) => {
  const inPlace = invocation.arguments.some((argument) => /^-[pnlw0]*i/.test(knownText(argument.value) ?? ''));
  if (!inPlace) return notModelled(invocation, world);
  const words = invocation.arguments.map((argument) =>
    /^-[pnliw0]+e$/.test(knownText(argument.value) ?? '')
      ? { ...argument, value: [{ kind: 'text', text: '-e' } as const] }
      : argument,
  );
  const { positionals } = looseOptions({ ...invocation, arguments: words }, ['-e']);
  return finish(
    changeInPlace(
      positionals.map((argument) => argument.value),
      commandText(invocation),
      begin(world),
      invocation,
    ),
  );
};

/** `dd if=a of=b` */
export const dd: CommandMeaning = (invocation, world) => {
  const operands = new Map<string, Value>();
  for (const argument of invocation.arguments) {
    const split = splitAtFirst(argument.value, '=');
    if (split !== null) operands.set(knownText(split.head) ?? '', split.tail);
  }
  const source = operands.get('if');
  const target = operands.get('of');
  const { progress, origins } = readInputs(source === undefined ? [] : [source], begin(world), invocation);
  const from = source === undefined ? streamInputs(invocation.stdin) : origins;
  const origin: Origin = { kind: 'derived', by: commandText(invocation), from };
  if (target === undefined) return finish(progress, { stdout: { kind: 'content', origin } });
  return finish(
    (knownText(target) ?? '').startsWith('/dev/') ? progress : writeDerived(target, origin, progress, invocation),
  );
};

/** `rsync`: the target holds something made from the sources; its filters are not followed. */
export const rsync: CommandMeaning = (invocation, world) => {
  const { positionals } = looseOptions(invocation, [
    '-e',
    '-f',
    '--exclude',
    '--include',
    '--exclude-from',
    '--include-from',
    '--filter',
    '--rsh',
    '--files-from',
  ]);
  const values = positionals.map((argument) => argument.value);
  const target = values.at(-1);
  const isRemote = values.some((value) => /^[^/]*:/.test(knownText(value) ?? ''));
  if (target === undefined || values.length < 2) return notModelled(invocation, world);
  const { progress, origins } = readInputs(values.slice(0, -1), begin(world), invocation);
  const by = commandText(invocation);
  if (isRemote && origins.length > 0) return finish(progress, { status: { kind: 'unknown', key: `status: ${by}` } });
  const place = placeOf(target, world, invocation.services);
  const path = place.target ?? place.path;
  const origin: Origin = { kind: 'derived', by, from: origins };
  if (kindAt(world.host, path) === 'file')
    return finish(
      wrote(
        progress,
        path,
        setNode(progress.world.host, path, { kind: 'opaque', origin, entry: 'file', mode: { kind: 'kept' } }),
      ),
    );
  return finish(layOver(progress, path, origin));
};
