import { expect } from 'chai';
import {
  contextSource,
  fromSource,
  landingOf,
  resolveDestination,
  type DestinationState,
  type Landing,
  type SourceKind,
} from '../../lib/dockerfile/copy.js';
import { emitCopy, emitWords } from '../../lib/dockerfile/emit.js';
import { baseName } from '../../lib/dockerfile/paths.js';
import { cleanPath, compilePattern, escapeMeta, hasMeta, joinPath } from '../../lib/dockerfile/patterns.js';
import type { EmitWord } from '../../lib/dockerfile/emit.js';

describe('paths', () => {
  const cleaned: readonly (readonly [path: string, wanted: string])[] = [
    ['', '.'],
    ['.', '.'],
    ['./', '.'],
    ['/', '/'],
    ['//', '/'],
    ['a//b/', 'a/b'],
    ['a/./b', 'a/b'],
    ['a/../b', 'b'],
    ['a/..', '.'],
    ['../a', '../a'],
    ['../../a', '../../a'],
    ['a/../../b', '../b'],
    ['/../a', '/a'],
    ['/a/../..', '/'],
  ];
  for (const [path, wanted] of cleaned)
    it(`cleans ${path} to ${wanted}`, () => {
      expect(cleanPath(path)).to.equal(wanted);
    });

  it('joins without empty elements', () => {
    expect([
      joinPath('a', '', '/b'),
      joinPath('', ''),
      joinPath('/', '..', 'x'),
      baseName('/a/b/'),
      baseName('a'),
    ]).to.deep.equal(['a/b', '', '/x', 'b', 'a']);
  });
});

describe('patterns (CO-S5)', () => {
  /** null: a malformed pattern. */
  const rows: readonly (readonly [pattern: string, path: string, wanted: boolean | null])[] = [
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*c', 'abc', true],
    ['a*', 'a', true],
    ['a*', 'ab/c', false],
    ['a*/b', 'abc/b', true],
    ['a*/b', 'a/c/b', false],
    ['*', '.hidden', true],
    ['**', 'a/b', false],
    ['a**c', 'abc', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a?', 'a', false],
    ['[ab]', 'b', true],
    ['[^ab]', 'b', false],
    ['[^ab]', 'c', true],
    ['[!a]', '!', true],
    ['[a-c]x', 'bx', true],
    ['[a-c]', 'd', false],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['[\\]]', ']', true],
    ['[[]', '[', true],
    ['[*]', '*', true],
    ['{a,b}', 'a', false],
    ['{a,b}', '{a,b}', true],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'aXbY', false],
    ['*a*b', 'a/ab', false],
    ['*[^x]*b', 'a/cb', false],
    ['?', '😀', true],
    ['', '', true],
    ['', 'a', false],
    ['[', 'a', null],
    ['[]a]', 'a', null],
    ['[a', 'a', null],
    ['a\\', 'a', null],
    ['[-]', '-', null],
    ['[a-]', 'a', null],
    ['x[', 'y', null],
  ];
  for (const [pattern, path, wanted] of rows) {
    it(`${pattern} ${wanted === null ? 'is malformed' : wanted ? 'matches' : 'does not match'} ${path}`, () => {
      const compiled = compilePattern(pattern);
      expect('error' in compiled ? null : compiled.matches(path)).to.equal(wanted);
    });
  }

  it('takes no excessive time for many stars', () => {
    const compiled = compilePattern('*a'.repeat(30) + 'b');
    expect('matches' in compiled && compiled.matches('a'.repeat(20_000))).to.equal(false);
  });

  it('knows wildcards, escaped ones aside', () => {
    expect(['a', 'a*', 'a?', '[a', '\\*', '\\\\*', 'a\\', ']'].filter(hasMeta)).to.deep.equal([
      'a*',
      'a?',
      '[a',
      '\\\\*',
    ]);
  });

  it('escapes with classes, and only where it must', () => {
    expect([escapeMeta('a b'), escapeMeta('a\\b'), escapeMeta('a[1]*?'), escapeMeta('a\\*')]).to.deep.equal([
      'a b',
      'a\\b',
      'a[[]1][*][?]',
      'a\\\\[*]',
    ]);
  });
});

describe('COPY sources', () => {
  const rows: readonly (readonly [rule: string, text: string, path: string, climbs: boolean])[] = [
    ['CO-S1', 'a', 'a', false],
    ['CO-S1', '/a/', 'a', false],
    ['CO-S1', './a/./b', 'a/b', false],
    ['CO-S1', '.', '.', false],
    ['CO-S1', '/', '.', false],
    ['CO-S1', 'a/../b', 'b', false],
    ['CO-S1', '../b', 'b', true],
    ['CO-S1', '/a/../../b', 'b', true],
    ['CO-S1', '..', '.', true],
    ['CO-S1', '..a', '..a', false],
  ];
  for (const [rule, text, path, climbs] of rows)
    it(`${rule} ${text} is ${path}`, () => {
      expect(contextSource(text)).to.deep.equal({ path, climbs, hasMeta: false });
    });

  it('CO-S2 takes sources of a stage from its root', () => {
    expect([fromSource('app'), fromSource('/a/'), fromSource('../a*'), fromSource('.')]).to.deep.equal([
      { path: '/app', climbs: false, hasMeta: false },
      { path: '/a', climbs: false, hasMeta: false },
      { path: '/a*', climbs: true, hasMeta: true },
      { path: '/', climbs: false, hasMeta: false },
    ]);
  });
});

describe('COPY destinations (CO-D1)', () => {
  const rows: readonly (readonly [text: string, path: string, isDirectorySyntax: boolean, endsInDot: boolean])[] = [
    ['/a', '/a', false, false],
    ['/a/', '/a', true, false],
    ['.', '/w', true, false],
    ['./', '/w', true, false],
    ['', '/w', true, false],
    ['b', '/w/b', false, false],
    ['b/', '/w/b', true, false],
    ['../b', '/b', false, false],
    ['/a/.', '/a', false, true],
    ['/', '/', true, false],
    ['..', '/', false, false],
  ];
  for (const [text, path, isDirectorySyntax, endsInDot] of rows) {
    it(`${text} in /w is ${path}`, () => {
      expect(resolveDestination(text, '/w')).to.deep.equal({ path, isDirectorySyntax, endsInDot });
    });
  }

  it('takes a relative WORKDIR from the root', () => {
    expect(resolveDestination('b', '').path).to.equal('/b');
  });
});

describe('landingOf (section 2.3)', () => {
  const file = (path: string): Landing => ({ outcome: 'file', path });
  const contents = (path: string): Landing => ({ outcome: 'contents', path });
  const blocked: Landing = { outcome: 'error', why: 'destination-is-a-file' };
  const noSlash: Landing = { outcome: 'error', why: 'several-sources-without-slash' };
  const depends = (on: 'kind' | 'destination' | 'engine', ...possible: Landing[]): Landing => ({
    outcome: 'depends',
    on,
    possible,
  });

  const rows: readonly (readonly [
    name: string,
    kind: SourceKind,
    dest: string,
    state: DestinationState,
    multiple: boolean,
    wanted: Landing,
  ])[] = [
    ['a file into D/', 'file', '/d/', 'absent', false, file('/d/x')],
    ['a file into an existing D/', 'file', '/d/', 'directory', false, file('/d/x')],
    ['a file into D/ of unknown state', 'file', '/d/', 'unknown', false, file('/d/x')],
    ['a file into . ', 'file', '.', 'unknown', false, file('/w/x')],
    ['a file into D/ that is a file', 'file', '/d/', 'file', false, blocked],
    ['a file to an absent D', 'file', '/d', 'absent', false, file('/d')],
    ['a file to D that is a directory', 'file', '/d', 'directory', false, file('/d/x')],
    ['a file over a file', 'file', '/d', 'file', false, file('/d')],
    [
      'CO-D4 a file to D of unknown state',
      'file',
      '/d',
      'unknown',
      false,
      depends('destination', file('/d'), file('/d/x')),
    ],
    ['a file to the root', 'file', '/', 'unknown', false, file('/x')],
    ['a file to .. that is the root', 'file', '..', 'unknown', false, file('/x')],
    ['a file to an absent D/.', 'file', '/d/.', 'absent', false, depends('engine', file('/d/x'), file('/d'))],
    ['a file to an existing D/.', 'file', '/d/.', 'directory', false, file('/d/x')],
    ['CO-S3 a directory to an absent D', 'directory', '/d', 'absent', false, contents('/d')],
    ['CO-S3 a directory into D/', 'directory', '/d/', 'directory', false, contents('/d')],
    ['a directory to D of unknown state', 'directory', '/d', 'unknown', false, contents('/d')],
    ['a directory over a file', 'directory', '/d', 'file', false, blocked],
    ['an unknown kind into D/', 'unknown', '/d/', 'absent', false, depends('kind', file('/d/x'), contents('/d'))],
    ['an unknown kind where both are blocked', 'unknown', '/d/', 'file', false, blocked],
    ['CO-S8 several sources into D/', 'file', '/d/', 'absent', true, file('/d/x')],
    ['CO-S8 several sources to D', 'file', '/d', 'directory', true, depends('engine', file('/d/x'), noSlash)],
  ];
  for (const [name, kind, dest, state, multiple, wanted] of rows) {
    it(name, () => {
      expect(
        landingOf(kind, 'a/x', resolveDestination(dest, dest === '..' ? '/' : '/w'), state, multiple),
      ).to.deep.equal(wanted);
    });
  }
});

describe('writing COPY (K-f)', () => {
  const rows: readonly (readonly [words: readonly EmitWord[], wanted: string])[] = [
    [['a', '/b/'], 'a /b/'],
    [['a b', '/c'], '["a b", "/c"]'],
    [['$x', '/c'], '\\$x /c'],
    [['$x y', '/c'], '["\\\\$x y", "/c"]'],
    [["it's", '/c'], "it\\'s /c"],
    [['[a', '/c'], '["[a", "/c"]'],
    [['--a', '/c'], '["--a", "/c"]'],
    [['a', '[c'], 'a [c'],
    [['a\\b', '/c'], 'a\\\\b /c'],
    [['a', '/c\\'], '["a", "/c\\\\\\\\"]'],
    [['<<a', '/c'], '\\<<a /c'],
    [['a', { raw: '$HOME/' }], 'a $HOME/'],
    [['a b', { raw: '${D:-/x}' }], '["a b", "${D:-/x}"]'],
  ];
  for (const [words, wanted] of rows)
    it(wanted, () => {
      expect(emitWords(words)).to.equal(wanted);
    });

  it('takes the escape of the file', () => {
    expect(emitWords(['$a\\b', '`'], { escape: '`' })).to.equal('["`$a\\\\b", "``"]');
  });

  it('puts flags first (DF-T5)', () => {
    expect(
      emitCopy({
        from: 'builder',
        chown: '0:0',
        otherFlags: ['--exclude=*.map'],
        sources: ['/a'],
        destination: { raw: '.' },
      }),
    ).to.equal('COPY --from=builder --chown=0:0 --exclude=*.map /a .');
    expect(
      emitCopy({ keyword: 'ADD', chmod: '755', sources: ['$a'], destination: '/b', json: true, escape: '`' }),
    ).to.equal('ADD --chmod=755 ["`$a", "/b"]');
  });
});
