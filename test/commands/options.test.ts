import { expect } from 'chai';
import fc from 'fast-check';
import { isSwitchedOn, optionValues, parseOptions, type OptionSpec } from '../../lib/commands/options.js';
import { renderValue } from '../../lib/world/value.js';
import { argument } from './host/worlds.js';

const posix: OptionSpec = {
  style: 'posix',
  stopAtPositional: false,
  switches: new Set(['--recursive', '--force', '--preserve']),
  values: new Set(['--mode', '--target-directory']),
  aliases: new Map([
    ['-r', '--recursive'],
    ['-f', '--force'],
    ['-m', '--mode'],
    ['-t', '--target-directory'],
  ]),
};

const docker: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  switches: new Set(['--rm', '--interactive', '--tty', '--quiet']),
  values: new Set(['--file', '--tag', '--build-arg', '--volume']),
  aliases: new Map([
    ['-f', '--file'],
    ['-t', '--tag'],
    ['-i', '--interactive'],
    ['-q', '--quiet'],
    ['-v', '--volume'],
  ]),
};
const dockerRun: OptionSpec = {
  ...docker,
  stopAtPositional: true,
  aliases: new Map([...docker.aliases, ['-t', '--tty']]),
};

/** In short: options, then `|` positionals, `?` what is unknown, `$` symbols among the options. */
function shown(line: string, spec: OptionSpec): string {
  const parsed = parseOptions(line === '' ? [] : line.split(' ').map(argument), spec);
  const options = parsed.options.map(({ name, value }) => (value === null ? name : `${name}=${renderValue(value)}`));
  const words = (mark: string, list: typeof parsed.positionals): string[] =>
    list.length === 0 ? [] : [mark, ...list.map((item) => renderValue(item.value))];
  return [
    ...options,
    ...words('|', parsed.positionals),
    ...words('?', parsed.unknown),
    ...words('$', parsed.unknownOptions),
  ].join(' ');
}

const table: readonly (readonly [rule: string, spec: OptionSpec, line: string, expected: string])[] = [
  ['a cluster', posix, '-rf a', '--recursive --force | a'],
  ['a value in the cluster', posix, '-rm755 a', '--recursive --mode=755 | a'],
  ['a value behind the option', posix, '-m 755 a', '--mode=755 | a'],
  ['a long option with =', posix, '--mode=755 a', '--mode=755 | a'],
  ['a long option without =', posix, '--mode 755 a', '--mode=755 | a'],
  ['an abbreviation', posix, '--rec a', '--recursive | a'],
  ['-f=x is a cluster for POSIX', posix, '-f=x', '? -f=x'],
  ['options behind positionals', posix, 'a b -r', '--recursive | a b'],
  ['-- ends the options', posix, '-r -- -f a', '--recursive | -f a'],
  ['- is a positional', posix, '- a', '| - a'],
  ['an optional value', posix, '--preserve=mode a', '--preserve=mode | a'],
  ['an unknown option', posix, '-x a', '| a ? -x'],
  ['a missing value', posix, 'a -m', '| a ? -m'],
  ['a symbol as a value', posix, '-m${M} a', '--mode=${M} | a'],
  ['a symbol in a cluster', posix, '-r${M} a', '| a ? -r${M}'],
  ['-f=x for docker', docker, '-f=x .', '--file=x | .'],
  ['-fx for docker', docker, '-fx .', '--file=x | .'],
  ['-f x for docker', docker, '-f x .', '--file=x | .'],
  ['a boolean', docker, '--rm=true .', '--rm | .'],
  ['a boolean that is off', docker, '--rm=false .', '--rm=false | .'],
  ['a build argument', docker, '--build-arg V=${V} .', '--build-arg=V=${V} | .'],
  ['a build argument with =', docker, '--build-arg=V=${V} .', '--build-arg=V=${V} | .'],
  ['no abbreviations', docker, '--ta x .', '| x . ? --ta'],
  ['$ARGS in front of an option', docker, '$ARGS -t x .', '--tag=x | . $ ${ARGS}'],
  ['$TAG as a value', docker, '-t $TAG .', '--tag=${TAG} | .'],
  ['$DIR alone is a positional', docker, '-t x $DIR', '--tag=x | ${DIR}'],
  ['$ARGS in front of the only positional', { ...docker, maximum: 1 }, '-t x $ARGS .', '--tag=x | . $ ${ARGS}'],
  ['$DIR as the only positional', { ...docker, maximum: 1 }, '-t x $DIR', '--tag=x | ${DIR}'],
  ['run stops at the image', dockerRun, '--rm -it app ls -l --rm', '--rm --interactive --tty | app ls -l --rm'],
  ['run: $ARGS in front of options', dockerRun, '$ARGS --rm app ls', '--rm | app ls $ ${ARGS}'],
  ['run: $IMAGE is the image', dockerRun, '--rm $IMAGE ls -l', '--rm | ${IMAGE} ls -l'],
  ['run: a volume', dockerRun, '-v ${PWD}:/x app', '--volume=${PWD}:/x | app'],
  ['run: -- in front of the image', dockerRun, '--rm -- app -x', '--rm | app -x'],
  ['nothing', posix, '', ''],
];

describe('options of command lines', () => {
  for (const [rule, spec, line, expected] of table)
    it(`${rule}: ${line}`, () => expect(shown(line, spec)).to.equal(expected));

  it('a switch counts as it was written last', () => {
    const on = (line: string): boolean =>
      isSwitchedOn(parseOptions(line.split(' ').map(argument), docker).options, '--rm');
    expect([on('--rm'), on('--rm=false'), on('--rm=false --rm'), on('.')]).to.deep.equal([true, false, true, false]);
  });

  it('values come in the order written', () => {
    const { options } = parseOptions('-t a --tag=b .'.split(' ').map(argument), docker);
    expect(optionValues(options, '--tag').map(renderValue)).to.deep.equal(['a', 'b']);
  });

  it('an option knows the arguments that it was written as', () => {
    const args = '-t a --rm .'.split(' ').map(argument);
    expect(parseOptions(args, docker).options.map((option) => option.arguments)).to.deep.equal([
      args.slice(0, 2),
      args.slice(2, 3),
    ]);
  });

  it('no word is lost, whatever is written', () => {
    const word = fc.constantFrom(
      '-r',
      '-f',
      '-m',
      '-rf',
      '-m7',
      '--mode',
      '--mode=7',
      'a',
      '-',
      '$X',
      '${Y}',
      '-q',
      '--rm=false',
      '--no',
    );
    fc.assert(
      fc.property(
        fc.array(word),
        fc.constantFrom(posix, docker, dockerRun, { ...docker, maximum: 1 }),
        (words, spec) => {
          const args = words.map(argument);
          const parsed = parseOptions(args, spec);
          const kept = new Set([
            ...parsed.options.flatMap((option) => option.arguments),
            ...parsed.positionals,
            ...parsed.unknown,
            ...parsed.unknownOptions,
          ]);
          expect(args.every((item) => kept.has(item))).to.equal(true);
        },
      ),
    );
  });
});
