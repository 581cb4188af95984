import { concatValues, knownText, textValue } from '../../world/value.js';
import type { Origin } from '../../world/tree.js';
import type { CommandMeaning } from '../command.js';
import { optionValues } from '../options.js';
import { filter, looseOptions } from './filters.js';
import { readInputs, writeDerived } from './inputs.js';
import { placeOf } from './place.js';
import { begin, commandText, finish, layOver, missed, notModelled, reading } from './progress.js';

/** `zip out.zip files…`: one file derived from the others. */
export const zip: CommandMeaning = (invocation, world) => {
  const { positionals } = looseOptions(invocation, []);
  const [archive, ...members] = positionals.map((argument) => argument.value);
  if (archive === undefined) return notModelled(invocation, world);
  const last = archive.at(-1);
  const named =
    last?.kind === 'text' && /\.[^/.]+$/.test(last.text) ? archive : concatValues(archive, textValue('.zip'));
  const { progress, origins } = readInputs([...members, named], begin(world), invocation);
  return finish(
    writeDerived(named, { kind: 'derived', by: commandText(invocation), from: origins }, progress, invocation),
  );
};

/** `unzip a.zip [-d dir]`: a tree whose names are not known. */
export const unzip: CommandMeaning = (invocation, world) => {
  const { options, positionals } = looseOptions(invocation, ['-d', '-x']);
  const [archive] = positionals.map((argument) => argument.value);
  const letters = invocation.arguments
    .map((argument) => knownText(argument.value) ?? '')
    .filter((text) => /^-[a-zA-Z]+$/.test(text))
    .join('');
  if (/[ltvZz]/.test(letters)) return filter()(invocation, world);
  if (archive === undefined) return notModelled(invocation, world);
  const { progress, origins } = readInputs([archive], begin(world), invocation);
  if (origins.length === 0) return finish(missed(progress));
  const origin: Origin = { kind: 'derived', by: commandText(invocation), from: origins };
  if (/[pc]/.test(letters)) return finish(progress, { stdout: { kind: 'content', origin } });
  const directory = optionValues(options, '-d').at(-1);
  const path = directory === undefined ? world.cwd : placeOf(directory, world, invocation.services).path;
  return finish(layOver(reading(progress), path, origin));
};
