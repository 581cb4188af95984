import { expect } from 'chai';
import { readArguments, type Call } from '../../lib/cli/options.js';

const defaults: Call = {
  kind: 'convert',
  path: '.',
  scripts: [],
  builders: [],
  runtimes: [],
  strict: false,
  engine: 'auto',
  extract: false,
  write: false,
  force: false,
  check: false,
  format: 'diff',
  output: null,
};

describe('the command line', () => {
  const calls: [string, Call][] = [
    ['', defaults],
    ['convert', defaults],
    ['convert sub', { ...defaults, path: 'sub' }],
    ['sub', { ...defaults, path: 'sub' }],
    ['./scan', { ...defaults, path: './scan' }],
    ['--write --force --check --strict', { ...defaults, write: true, force: true, check: true, strict: true }],
    [
      '--format json --engine buildkit --output out x',
      { ...defaults, format: 'json', engine: 'buildkit', output: 'out', path: 'x' },
    ],
    ['--engine buildkit --extract', { ...defaults, engine: 'buildkit', extract: true }],
    ['--output -', defaults],
    [
      '--script a --script=b#x,y --builder c --runtime d',
      { ...defaults, scripts: ['a', 'b#x,y'], builders: ['c'], runtimes: ['d'] },
    ],
    ['-- --odd', { ...defaults, path: '--odd' }],
    ['explain', { kind: 'explain', code: null }],
    ['explain some-code', { kind: 'explain', code: 'some-code' }],
    ['-h', { kind: 'help' }],
    ['scan --help', { kind: 'help' }],
    ['--version', { kind: 'version' }],
  ];
  for (const [line, call] of calls) {
    it(`stagefold ${line}`, () => expect(readArguments(line.split(' ').filter(Boolean))).to.deep.equal(call));
  }

  const mistakes: [string, string, string][] = [
    ['--formt json', 'unknown option --formt', 'Did you mean --format?'],
    ['-x', 'unknown option -x', 'See stagefold --help.'],
    ['--zzzzzzzz', 'unknown option --zzzzzzzz', 'See stagefold --help.'],
    ['--check=yes', '--check takes no value', 'Write --check alone.'],
    ['--script', '--script needs a value', 'See stagefold --help.'],
    ['--script --write', '--script needs a value', 'See stagefold --help.'],
    ['--output=', '--output needs a value', 'See stagefold --help.'],
    ['--format html', '--format html is not available in this version', 'Available are diff, text, json.'],
    ['--format jsn', "unknown format 'jsn'", 'Did you mean json? Available are diff, text, json.'],
    ['--engine podman', "unknown engine 'podman'", 'Available are auto, classic, buildkit.'],
    ['--extract', '--extract needs --engine buildkit', 'Only BuildKit writes the files of a stage to the host.'],
    ['one two', "unexpected argument 'two'", 'convert takes one path.'],
    ['explain one two', "unexpected argument 'two'", 'explain takes one code.'],
    ['scan', 'scan is not available in this version', 'Available are convert and explain.'],
    ['verify .', 'verify is not available in this version', 'Available are convert and explain.'],
    ['batch a b', 'batch is not available in this version', 'Available are convert and explain.'],
  ];
  for (const [line, message, hint] of mistakes) {
    it(`stagefold ${line}: ${message}`, () =>
      expect(readArguments(line.split(' '))).to.deep.equal({ kind: 'usage-error', message, hint }));
  }
});
