import { findNode } from '../../world/tree.js';
import { knownText } from '../../world/value.js';
import type { Argument, World } from '../../world/world.js';
import { failure, outcome, success, type CommandMeaning, type Invocation, type Status } from '../command.js';
import { looseOptions, undecided } from './filters.js';
import { readInputs } from './inputs.js';
import { placeOf } from './place.js';
import { begin, commandText, finish, notModelled } from './progress.js';

/** A command that prints something nobody can know here, and changes nothing; it reads the files that its words name. */
export const printer: CommandMeaning = (invocation, world) => {
  const { positionals } = looseOptions(invocation, []);
  const { progress } = readInputs(
    positionals.map((argument) => argument.value),
    begin(world),
    invocation,
  );
  return finish(progress, {
    effect: { kind: 'external', harmless: true },
    stdout: { kind: 'unknown', why: commandText(invocation) },
  });
};

/** The same, but its status is a question: `pgrep`, `nc`, `curl`. */
export const asker: CommandMeaning = (invocation, world) => ({
  ...printer(invocation, world),
  status: { kind: 'unknown', key: undecided(invocation) },
});

/** `which`, `type`, `command -v`: what is installed does not change while the script runs. */
export const finder: CommandMeaning = (invocation, world) => {
  const names = invocation.arguments.filter((argument) => !(knownText(argument.value) ?? '').startsWith('-'));
  const isLookUp = invocation.name !== 'command' || invocation.arguments.length > names.length;
  if (!isLookUp) return notModelled(invocation, world);
  const what = commandText({ ...invocation, name: 'command -v', arguments: names });
  const status: Status = { kind: 'unknown', key: what };
  return outcome(world, { kind: 'external', harmless: true }, { status, stdout: { kind: 'unknown', why: what } });
};

/** A command that does nothing at all: `true`, `:`, `sleep`, `wait`. */
export const nothing: CommandMeaning = (_invocation, world) => outcome(world, { kind: 'state' }, { status: success });

/** `false` */
export const refuses: CommandMeaning = (_invocation, world) => outcome(world, { kind: 'state' }, { status: failure });

/** `find`: prints, unless it deletes or starts commands below its folders. */
export const find: CommandMeaning = (invocation, world) => {
  const texts = invocation.arguments.map((argument) => knownText(argument.value) ?? '');
  const changes = texts.some((text) => /^-(?:delete|exec|execdir|ok|okdir|fprint|fprint0|fprintf|fls)$/.test(text));
  if (!changes)
    return outcome(
      world,
      { kind: 'external', harmless: true },
      { stdout: { kind: 'unknown', why: commandText(invocation) }, reads: startFolders(invocation, world) },
    );
  const folders = startFolders(invocation, world);
  return outcome(
    world,
    { kind: 'external', harmless: isHarmlessExec(texts) },
    {
      stdout: { kind: 'unknown', why: commandText(invocation) },
      reads: folders,
      writes: isHarmlessExec(texts) ? [] : folders,
    },
  );
};

/** `find … -exec ls {} +` prints only. */
function isHarmlessExec(texts: readonly string[]): boolean {
  const actions = texts.flatMap((text, index) =>
    /^-(?:delete|exec|execdir|ok|okdir|f(?:print|ls).*)$/.test(text) ? [`${text} ${texts[index + 1] ?? ''}`] : [],
  );
  return actions.every((action) =>
    /^-(?:exec|execdir) (?:ls|cat|echo|grep|file|stat|du|wc|head|tail|sha\d+sum|md5sum|test|basename|dirname)$/.test(
      action,
    ),
  );
}

/** The folders that stand before the first condition. */
function startFolders(invocation: Invocation, world: World): readonly string[] {
  const args = invocation.arguments.filter((argument) => !/^-[HLP]$/.test(knownText(argument.value) ?? ''));
  const end = args.findIndex((argument) => /^[-(!]/.test(knownText(argument.value) ?? ''));
  const folders: readonly Argument[] = end === -1 ? args : args.slice(0, end);
  const paths =
    folders.length === 0
      ? [world.cwd]
      : folders.map((argument) => placeOf(argument.value, world, invocation.services).path);
  return paths.filter((path) => findNode(world.host, path).kind !== 'absent');
}
