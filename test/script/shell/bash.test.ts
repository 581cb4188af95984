import { execFileSync, spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { isPlainWord, quoteShell } from '../../../lib/script/shell/text.js';
import type { Word } from '../../../lib/script/program.js';
import { read } from './show.js';

const hasBash = spawnSync('bash', ['--version']).status === 0;
const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', HOME: '/home/someone' };

function literalWords(script: string): string[] {
  const { program } = read(script);
  const [command] = program.kind === 'sequence' ? program.items : [];
  if (command?.kind !== 'command') throw new Error(`not a command: ${script}`);
  return command.argv.slice(2).map(textOf);
}

function textOf({ pieces }: Word): string {
  const texts = pieces.map((piece) => {
    if (piece.kind === 'literal' || piece.kind === 'glob') return piece.text;
    if (piece.kind === 'parameter' && piece.name === 'HOME') return environment.HOME;
    throw new Error(`not a literal: ${piece.kind}`);
  });
  return texts.join('');
}

function bashWords(script: string): string[] {
  const output = execFileSync('bash', ['-c', script], { env: environment, encoding: 'utf8', cwd: '/' });
  return output.split('\0').slice(0, -1);
}

const snippets = [
  'a',
  'a b  c',
  "'a b'",
  '"a b"',
  'a\\ b',
  '""',
  "''",
  "a''b",
  '\'a\'"b"c',
  '"a\\"b"',
  '"a\\$b\\`c\\\\d"',
  '"a\\nb"',
  "'a\\nb'",
  'a\\nb',
  '\\\\',
  '\\$x',
  '"\\\nb"',
  'a\\\nb',
  '"a\nb"',
  "'it'\\''s'",
  '"it\'s"',
  '\'say "x"\'',
  "$'a\\tb'",
  "$'a\\nb'",
  "$'\\x41\\102\\u00e9\\U1F600'",
  "$'it\\'s'",
  "$'\\\\ \\\" \\e[0m'",
  "$'\\cA\\q'",
  '"$\'a\'"',
  '$"locale"',
  'a$',
  '"$"',
  '"a$ b"',
  '{a,b}',
  'x{a,b}y',
  '{a,b}{c,d}',
  '{a,{b,c}d}',
  '{a,b',
  'a,b}',
  '{a}',
  '{}',
  '{a,b}}',
  '{{a,b}',
  '{a{b,c}}',
  '{a,b{c,d}',
  '{,a}',
  'x{,a}',
  '{a,,b}c',
  '{a,"b,c"}',
  '{a,\\,}',
  '\\{a,b}',
  '{a\\,b}',
  '"{a,b}"',
  "{'a',b}",
  'a{b,c}\\{d,e}',
  '{1..3}',
  '{3..1}',
  '{01..3}',
  '{1..10..4}',
  '{-2..2}',
  '{-01..5..3}',
  '{a..e}',
  '{e..a..2}',
  '{1..a}',
  '{1..3}{a,b}',
  '{1..2..0}',
  '{a,b..d}',
  '{1,2..3}',
  'x{a..b}',
  '{1..}',
  '{..}',
  '~',
  '~/x',
  'a~',
  '"~"',
  '\\~/x',
  '~/{a,b}',
  'X=~/a',
  'X=~/a:~/b',
  'X=a:~',
  '--x=~/a',
  '@',
  '#a b#c',
  'a#b',
  '%x',
  'a=b',
  'é 😀',
];

describe('literal words agree with bash', function () {
  before(function () {
    if (!hasBash) this.skip();
  });
  for (const snippet of snippets) {
    it(JSON.stringify(snippet), () => {
      const script = `printf '%s\\0' ${snippet}`;
      expect(literalWords(script)).to.deep.equal(snippet.startsWith('#') ? [] : bashWords(script));
    });
  }
});

const validity = [
  'a',
  'a;',
  'a;;',
  ';',
  '&',
  'a &',
  'a & b',
  'a &;',
  '|a',
  'a|',
  'a || b',
  'a || ',
  '! a',
  '(a)',
  '()',
  '( )',
  '(a',
  'a)',
  '{ a; }',
  '{ a }',
  '{ }',
  '}',
  'if a; then b; fi',
  'if a; then fi',
  'if a then b; fi',
  'if; then b; fi',
  'fi',
  'then',
  'while a; do b; done',
  'while a; do done',
  'for x in a; do b; done',
  'for x do b; done',
  'for in a; do b; done',
  'for 1 in',
  'done',
  'case a in b) c;; esac',
  'case a in b) c esac',
  'case a in b) c; esac',
  'case a in (b|c) ;; esac',
  'case a b',
  'esac',
  'f() { a; }',
  'f() a',
  'function f { a; }',
  'f( { a; }',
  '[[ a ]]',
  '[[ a',
  '((1))',
  '((1)',
  'a >',
  'a > b',
  'a >&',
  'a < <(b)',
  'x=(a b)',
  'x=(a',
  'a=b c',
  'a "b',
  "a 'b",
  'a `b',
  'a $(b',
  'a ${b',
  'a $((1)',
  'cat <<E\na\nE',
  'cat <<',
  'select x in a; do b; done',
  'time a',
  'coproc a',
  'a |& b',
  'a &> b',
];

describe('what bash rejects has problems, and what it takes has none', function () {
  before(function () {
    if (!hasBash) this.skip();
  });
  for (const script of validity) {
    it(JSON.stringify(script), () => {
      const valid = spawnSync('bash', ['-n', '-c', script], { env: environment }).status === 0;
      expect(read(script).problems.length === 0).to.equal(valid);
    });
  }
});

describe('quoting a literal', () => {
  const rows: readonly (readonly [text: string, quoted: string])[] = [
    ['app', 'app'],
    ['/go/src/app-1.0_x', '/go/src/app-1.0_x'],
    ['repo/name:tag@sha256', 'repo/name:tag@sha256'],
    ['--build-arg=A', '--build-arg=A'],
    ['', "''"],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['$x*', "'$x*'"],
    ['~', "'~'"],
    ['é', "'é'"],
    ['#a', "'#a'"],
  ];
  for (const [text, quoted] of rows) {
    it(JSON.stringify(text), () => {
      expect(quoteShell(text)).to.equal(quoted);
      if (hasBash) expect(bashWords(`printf '%s\\0' ${quoted}`)).to.deep.equal([text]);
    });
  }

  it('a plain word is no keyword and no assignment', () => {
    expect(['app', './a', 'if', 'a=b', '', 'a b'].map(isPlainWord)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
